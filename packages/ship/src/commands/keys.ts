import { type Scope, scopes } from '@stockroom/client/contract';
import {
  type ApiKey,
  endOf,
  type KeyStore,
  keyFile,
  keyNameForm,
  keySecret,
  keysMaxAgeSeconds,
  makeKey,
  newKeySeconds,
} from '@stockroom/gateway/api-keys';
import type { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { localKeysFile } from '../local/sign-in.ts';

/**
 * Makes a key and prints it, the only time that it can be read.
 *
 * @throws CommandError when the name, the scope or the days are not right, or the keys cannot be kept
 */
export async function createKey(
  name: string,
  options: { scope: string; days?: string },
  command: Command,
): Promise<void> {
  const scope = scopeOf(options.scope);
  const expires = options.days === undefined ? undefined : daysFromNow(options.days);
  if (!keyNameForm.test(name)) {
    throw new CommandError(
      `"${name}" is no name for a key. Use letters, digits, dots, dashes and underscores, at most 64.`,
    );
  }
  const { secret, key } = makeKey(name, scope, expires);
  const store = storeOf(command);
  await keeping(store, (keys) => {
    const other = keys.find((one) => one.name === name && endOf(one) === undefined);
    if (other) {
      throw new CommandError(
        `There is a key "${name}" already (${other.id}). Take another name, or revoke that one first: pnpm run keys revoke ${other.id}`,
      );
    }
    return [...keys, key];
  });
  console.error(`The key "${name}" for ${scope}${expires ? `, until ${expires.toISOString()}` : ''}.
It is shown this once; only its hash is kept, in ${store.place}.
A running gateway takes it within ${newKeySeconds} s, as "Authorization: Bearer ...":
`);
  console.log(secret);
}

/** Prints all keys, the newest last, one a line. */
export async function listKeys(_options: object, command: Command): Promise<void> {
  const store = storeOf(command);
  const keys = await store.read().catch(refuse);
  if (keys.length === 0) {
    console.error(`There are no keys in ${store.place}. Make one: pnpm run keys create <name>`);
    return;
  }
  console.log(table([['id', 'name', 'scope', 'created', 'state'], ...keys.map(line)]));
}

/**
 * Stops a key.
 *
 * @throws CommandError when no key is called so, or several are
 */
export async function revokeKey(named: string, _options: object, command: Command): Promise<void> {
  const store = storeOf(command);
  await keeping(store, (keys) => {
    const found = keys.filter(
      ({ id, name, revoked }) => (id === named || name === named) && revoked === undefined,
    );
    const [key, ...others] = found;
    if (!key) {
      throw new CommandError(
        `No key in ${store.place} that is still active has the id or name "${named}". Look at all: pnpm run keys list`,
      );
    }
    if (others.length > 0) {
      throw new CommandError(
        `Several keys are called "${named}": ${found.map(({ id }) => id).join(', ')}. Name one of them by its id.`,
      );
    }
    return keys.map((one) => (one === key ? { ...key, revoked: new Date().toISOString() } : one));
  });
  console.error(`Revoked. A running gateway takes it for ${keysMaxAgeSeconds} s at most.`);
}

/** @throws CommandError when both places are named */
function storeOf(command: Command): KeyStore {
  const { file, secret } = command.optsWithGlobals<{ file?: string; secret?: string }>();
  if (file !== undefined && secret !== undefined) {
    throw new CommandError('Keys are kept in one place. Use --file or --secret.');
  }
  return secret === undefined ? keyFile(file ?? localKeysFile()) : keySecret(secret);
}

const keeping = (store: KeyStore, change: (keys: readonly ApiKey[]) => readonly ApiKey[]) =>
  store.change(change).catch(refuse);

function refuse(error: Error): never {
  if (error instanceof CommandError) throw error;
  throw new CommandError(`The keys cannot be read or kept. ${error.message}`);
}

function scopeOf(text: string): Scope {
  const scope = scopes.find((one) => one === text);
  if (scope) return scope;
  throw new CommandError(`"${text}" is no scope. Use --scope with one of ${scopes.join(', ')}.`);
}

/** Ten years are for ever, to a key. */
const mostDays = 3650;

function daysFromNow(text: string): Date {
  const days = Number(text);
  if (!(days > 0 && days <= mostDays)) {
    throw new CommandError(`"${text}" is no number of days. Use --days with 1 to ${mostDays}.`);
  }
  return new Date(Date.now() + days * 86_400_000);
}

const line = (key: ApiKey): string[] => [
  key.id,
  key.name,
  key.scopes.join(' '),
  key.created.slice(0, 10),
  endOf(key) ?? (key.expires ? `until ${key.expires.slice(0, 10)}` : 'active'),
];

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
