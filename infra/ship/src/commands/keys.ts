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
 * Creates a key and prints it. Only its hash is stored, so it cannot be shown again.
 *
 * @throws CommandError when the name, the scope or the days are invalid, or the keys cannot be stored
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
      `"${name}" is not a valid key name. Use letters, digits, dots, dashes and underscores, at most 64.`,
    );
  }
  const { secret, key } = makeKey(name, scope, expires);
  const store = storeOf(command);
  await changeKeys(store, (keys) => {
    const other = keys.find((one) => one.name === name && endOf(one) === undefined);
    if (other) {
      throw new CommandError(
        `A key named "${name}" already exists (${other.id}). Choose another name, or revoke that key first: pnpm run keys revoke ${other.id}`,
      );
    }
    return [...keys, key];
  });
  console.error(`Created the key "${name}" with ${scope}${expires ? `, valid until ${expires.toISOString()}` : ''}.
Copy it now: only its hash is stored, in ${store.place}.
A running gateway accepts it within ${newKeySeconds} s, as "Authorization: Bearer ...":
`);
  console.log(secret);
}

/** Prints all keys, one per line, the newest last. */
export async function listKeys(_options: object, command: Command): Promise<void> {
  const store = storeOf(command);
  const keys = await store.read().catch(rethrow);
  if (keys.length === 0) {
    console.error(`There are no keys in ${store.place}. Create one: pnpm run keys create <name>`);
    return;
  }
  console.log(table([['id', 'name', 'scope', 'created', 'state'], ...keys.map(line)]));
}

/**
 * Revokes a key by its id or name.
 *
 * @throws CommandError when no active key matches, or several do
 */
export async function revokeKey(
  idOrName: string,
  _options: object,
  command: Command,
): Promise<void> {
  const store = storeOf(command);
  await changeKeys(store, (keys) => {
    const found = keys.filter(
      ({ id, name, revoked }) => (id === idOrName || name === idOrName) && revoked === undefined,
    );
    const [key, ...others] = found;
    if (!key) {
      throw new CommandError(
        `No active key in ${store.place} has the id or name "${idOrName}". List all keys: pnpm run keys list`,
      );
    }
    if (others.length > 0) {
      throw new CommandError(
        `Several keys are named "${idOrName}": ${found.map(({ id }) => id).join(', ')}. Use the id of one of them.`,
      );
    }
    return keys.map((one) => (one === key ? { ...key, revoked: new Date().toISOString() } : one));
  });
  console.error(`Revoked. A running gateway rejects it within ${keysMaxAgeSeconds} s.`);
}

/** @throws CommandError when both options are set */
function storeOf(command: Command): KeyStore {
  const { file, secret } = command.optsWithGlobals<{ file?: string; secret?: string }>();
  if (file !== undefined && secret !== undefined) {
    throw new CommandError('--file and --secret exclude each other. Use one of them.');
  }
  return secret === undefined ? keyFile(file ?? localKeysFile()) : keySecret(secret);
}

const changeKeys = (store: KeyStore, change: (keys: readonly ApiKey[]) => readonly ApiKey[]) =>
  store.change(change).catch(rethrow);

function rethrow(error: Error): never {
  if (error instanceof CommandError) throw error;
  throw new CommandError(`The keys cannot be read or stored. ${error.message}`);
}

function scopeOf(text: string): Scope {
  const scope = scopes.find((one) => one === text);
  if (scope) return scope;
  throw new CommandError(`"${text}" is not a scope. Use --scope with one of ${scopes.join(', ')}.`);
}

/** Ten years. */
const maxDays = 3650;

function daysFromNow(text: string): Date {
  const days = Number(text);
  if (!(days > 0 && days <= maxDays)) {
    throw new CommandError(`"${text}" is not a number of days. Use --days with 1 to ${maxDays}.`);
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
