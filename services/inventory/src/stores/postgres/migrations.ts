/** One step of the schema. Never change a released step; add another. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly statements: readonly string[];
}

/** The schema's history, oldest first. */
export const migrations: readonly Migration[] = [
  {
    number: 1,
    name: 'items, locations, levels and the ledger',
    statements: [
      // Codes sort by their bytes, so that lists have the same order in every store.
      `create table items (
         sku text collate "C" primary key,
         name text not null,
         description text not null default '',
         category text not null default '',
         tags text[] not null default '{}',
         unit text not null default 'piece',
         price_amount bigint,
         price_currency text,
         reorder_point bigint not null default 0,
         reorder_quantity bigint not null default 0,
         version bigint not null default 1,
         on_hand bigint not null default 0,
         reserved bigint not null default 0,
         created_at timestamptz not null default now(),
         updated_at timestamptz not null default now(),
         constraint items_price_whole check ((price_amount is null) = (price_currency is null))
       )`,
      `create table locations (
         code text collate "C" primary key,
         name text not null
       )`,
      `create table levels (
         sku text collate "C" not null constraint levels_sku references items,
         location text collate "C" not null constraint levels_location references locations,
         on_hand bigint not null default 0,
         reserved bigint not null default 0,
         primary key (sku, location),
         constraint levels_never_oversold check (0 <= reserved and reserved <= on_hand)
       )`,
      `create table movements (
         number bigint generated always as identity primary key,
         kind text not null,
         sku text collate "C" not null,
         location text collate "C" not null,
         quantity bigint not null,
         balance bigint not null,
         reason text not null,
         reference text not null,
         actor text not null,
         idempotency_key text not null,
         at timestamptz not null default clock_timestamp()
       )`,
      'create index movements_by_sku on movements (sku, number)',
      // Kept as long as the ledger: a request whose key was deleted could be applied twice.
      `create table requests (
         idempotency_key text primary key,
         fingerprint text not null,
         answer jsonb,
         at timestamptz not null default now()
       )`,
    ],
  },
  {
    number: 2,
    name: 'the whole domain: barcodes, attributes, bins, reservations, searching and sorting',
    statements: [
      `alter table items
         add column barcode text,
         add column gtin text,
         add column attributes jsonb not null default '{}',
         add column archived boolean not null default false,
         add column name_key text collate "C" not null default '',
         add column search_text text not null default '',
         add column search_keys text[] not null default '{}',
         add column low boolean not null generated always as (
           not archived and (reorder_point > 0 or reorder_quantity > 0)
             and on_hand - reserved <= reorder_point
         ) stored`,
      `update items set
         name_key = lower(name),
         search_text = lower(concat_ws(E'\n', sku, name, '', array_to_string(tags, E'\n')))`,
      // Cursors have milliseconds: an entry with a finer timestamp would be on two pages.
      `update items set
         created_at = date_trunc('milliseconds', created_at),
         updated_at = date_trunc('milliseconds', updated_at)`,
      `alter table items
         alter column created_at set default date_trunc('milliseconds', now()),
         alter column updated_at set default date_trunc('milliseconds', now())`,
      "update movements set at = date_trunc('milliseconds', at)",
      // As domain/search.ts does for every item from now on.
      `update items set search_keys = array(
         select substr(search_text, position, 3)
           from generate_series(1, length(search_text) - 2) as position
         union
         select chr(1) || left(word, length)
           from regexp_split_to_table(search_text, '[^[:alnum:]]+') as word,
             generate_series(1, 2) as length
           where word <> ''
       )`,
      // Space in every page, so that a change of stock rewrites the row but none of its indexes.
      'alter table items set (fillfactor = 80)',
      'alter table levels set (fillfactor = 80)',
      'create unique index items_gtin on items (gtin)',
      'create index items_by_sku on items (archived, sku)',
      'create index items_by_name on items (archived, name_key, sku)',
      'create index items_by_update on items (archived, updated_at, sku)',
      'create index items_by_category_and_sku on items (archived, category, sku)',
      'create index items_by_category_and_name on items (archived, category, name_key, sku)',
      'create index items_by_category_and_update on items (archived, category, updated_at, sku)',
      'create index items_by_tag on items using gin (tags)',
      'create index items_by_text on items using gin (search_keys)',
      'create index items_low on items (sku) where low',

      `alter table locations add column parent text collate "C"
         constraint locations_parent references locations`,
      'create index locations_by_parent on locations (parent, code)',

      'alter table movements add column reservation text',
      'drop index movements_by_sku',
      'create index movements_by_sku on movements (sku, at, number)',
      'create index movements_by_location on movements (location, at, number)',
      'create index movements_by_kind on movements (kind, at, number)',
      'create index movements_by_time on movements (at, number)',

      `create table reservations (
         number bigint generated always as identity primary key,
         id text not null unique,
         status text not null default 'active',
         lines jsonb not null,
         reference text not null,
         actor text not null,
         created_at timestamptz not null,
         expires_at timestamptz not null,
         closed_at timestamptz
       )`,
      'create index reservations_by_status on reservations (status, number)',
      `create index reservations_due on reservations (expires_at) where status = 'active'`,
    ],
  },
  {
    number: 3,
    name: 'the feed of movements, in the order of their transactions',
    statements: [
      // Numbers are assigned before a transaction ends, so a higher one may become visible earlier.
      // Transactions below the oldest running one cannot add anything: the feed ends there.
      'alter table movements add column transaction xid8 not null default pg_current_xact_id()',
      'create index movements_by_transaction on movements (transaction, number)',
    ],
  },
  {
    number: 4,
    name: 'reservations that are due, found by being open',
    statements: [
      // With a condition on the status, the planner would also use it for the list of active ones.
      'drop index reservations_due',
      'create index reservations_due on reservations (expires_at) where closed_at is null',
    ],
  },
];
