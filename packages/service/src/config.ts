import type { Static, TObject } from 'typebox';
import { compile } from './validation.ts';

/** Invalid environment variables: every violation at once, each with its variable. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads a service's configuration from environment variables: converts text to numbers and
 * booleans, fills in defaults, and ignores variables that the schema does not have. An empty
 * variable counts as unset, as in most shells' configuration files.
 *
 * @throws ConfigError naming every invalid or missing variable. Values are not repeated, because
 * they may be secrets.
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
      `The environment variables are invalid:\n${lines.join('\n')}\nFix them and start again.`,
    );
  }
  return config as Static<Schema>;
}
