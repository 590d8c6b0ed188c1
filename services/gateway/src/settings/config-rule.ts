import type { Config } from '../config.ts';

/** A rule that spans several variables, or that a schema cannot express. */
export interface ConfigRule {
  readonly holds: (config: Config) => boolean;
  /** The violation, with the variables in front and what to set instead. */
  readonly violation: (config: Config) => string;
}
