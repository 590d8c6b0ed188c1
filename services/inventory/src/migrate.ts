/**
 * Migrates the database and exits. Runs once before a release rolls out, with the environment of the
 * service. Exit code 0 if the database is up to date, 1 otherwise.
 */
import { ConfigError, readConfig } from '@stockroom/service';
import { environment } from './config.ts';
import { manifest } from './manifest.ts';
import { prepareStore } from './stores/open-store.ts';

try {
  const config = readConfig(environment, process.env);
  const done = await prepareStore(config);
  for (const line of done) console.log(`${manifest.name}: ${line}`);
  console.log(
    done.length > 0
      ? `${manifest.name}: the database is now up to date.`
      : `${manifest.name}: the database is already up to date.`,
  );
} catch (error) {
  console.error(`The database of ${manifest.name} was not migrated. ${messageOf(error)}`);
  process.exitCode = 1;
}

function messageOf(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const { message } = error as Error;
  return `${message.replace(/\.$/, '')}. Completed steps are kept: fix the cause and run this again.`;
}
