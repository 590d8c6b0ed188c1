import type { Static, TObject } from 'typebox';
import { compile } from './validation.ts';

/** A wrong environment: every violation at once, each with its variable. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads a service's configuration from environment variables: text becomes numbers and booleans,
 * defaults are filled in, variables the schema does not know are left out. An empty variable counts
 * as absent, as in most shells' configuration files.
 *
 * @throws ConfigError naming every variable that is wrong or missing. Values are not repeated: they
 * may be secrets.
 */
export function readConfig<Schema extends TObject>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): Static<Schema> {
  const config: Record<string, unknown> = {};
  for (const name of Object.keys(schema.properties)) {
    const value = environment[name];
    if (value !== undefined && value !== '') config[name] = value;
  }
  const violations = compile(schema, { coerce: true })(config);
  if (violations.length > 0) {
    const lines = violations.map(({ field, message }) => `  - ${field}: ${message}`);
    throw new ConfigError(
      `The environment variables are not right:\n${lines.join('\n')}\nSet them and start again.`,
    );
  }
  return config as Static<Schema>;
}
