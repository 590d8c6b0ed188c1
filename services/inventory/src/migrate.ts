/**
 * Brings the database up to date and ends: run once, before a release rolls out, with the
 * environment of the service. It ends with code 0 where the database is up to date, 1 where not.
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
      ? `${manifest.name}: the database is up to date now.`
      : `${manifest.name}: the database was up to date; nothing was changed.`,
  );
} catch (error) {
  console.error(`${manifest.name} did not bring its database up to date. ${explained(error)}`);
  process.exitCode = 1;
}

function explained(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const { message } = error as Error;
  return `${message.replace(/\.$/, '')}. What was done is whole: mend the cause and run this again.`;
}
