import { Ajv, type AnySchemaObject, type ErrorObject, type Options } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import { bounded } from './bounded-schema.ts';
import { truncate } from './truncate.ts';

/** One thing that is wrong with an input. */
export interface Violation {
  /** Where: a field's name, or a JSON pointer into nested data; empty for the whole. */
  readonly field: string;
  /** What is wrong and what would be right. */
  readonly message: string;
}

// Verbose, so that a violation can quote what the schema says about the field.
const options: Options = { allErrors: true, useDefaults: true, strict: false, verbose: true };
// Text in an URL or in the environment stands for numbers and booleans; in JSON it does not.
const coercing = addFormats.default(new Ajv({ ...options, coerceTypes: 'array' }));
const strict = addFormats.default(new Ajv(options));

/** Faults that a response lists one by one. */
const mostReported = 20;

/** Longest name of a field in a violation, in characters: callers choose the names of unknown fields. */
const longestField = 200;

/**
 * Makes a check of a JSON schema that returns all violations, none when the value is right. Defaults
 * are filled into the value. Where a schema has a pattern, its `patternMessage` says in words what
 * the pattern says in signs.
 *
 * The work is linear in the size of the value, and the number of violations is bounded by the schema:
 * see {@link bounded}.
 */
export function compile(
  schema: object,
  { coerce }: { coerce: boolean },
): (value: unknown) => Violation[] {
  const validate = (coerce ? coercing : strict).compile(bounded(schema));
  return (value) => {
    validate(value);
    return violationsFrom(validate.errors ?? []);
  };
}

/** Checks requests with the same rules: coercion in the URL and headers, none in bodies. */
export const validatorCompiler: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
  const check = compile(schema, { coerce: httpPart !== 'body' });
  return (value: unknown) => {
    const violations = check(value);
    return violations.length === 0 ? { value } : { error: new ValidationError(violations) };
  };
};

/** Carries the first violations, and how many more there are, from the validator to the error handler. */
export class ValidationError extends Error {
  readonly violations: readonly Violation[];
  constructor(violations: readonly Violation[]) {
    const reported = violations.slice(0, mostReported);
    const sentences = reported.map(({ field, message }) => `${field} ${message}`.trim());
    const more = violations.length - reported.length;
    super([...sentences, ...(more > 0 ? [`and ${more} more`] : [])].join('; '));
    this.violations = reported;
  }
}

function violationsFrom(errors: readonly ErrorObject[]): Violation[] {
  return withoutOtherAlternatives(errors).map((error) => {
    const { field, message } = violationOf(error);
    return { field: truncate(field, longestField), message };
  });
}

function violationOf(error: ErrorObject): Violation {
  const at = error.instancePath.slice(1);
  const below = (name: string) => (at === '' ? name : `${at}/${name}`);
  const missing: string = error.params.missingProperty;
  const { patternMessage } = error.parentSchema ?? {};
  switch (error.keyword) {
    case 'required':
      return {
        field: below(missing),
        message: described('is required', error.parentSchema?.properties?.[missing]),
      };
    case 'additionalProperties':
      return {
        field: below(error.params.additionalProperty),
        message: patternMessage ?? 'is not a known field',
      };
    case 'pattern':
      if (patternMessage) return { field: at, message: patternMessage };
  }
  return { field: at, message: described(rule(error), error.parentSchema) };
}

/**
 * Says of a value with alternatives, text or null for example, what is wrong with the one that it
 * is most like: where it has the type of one of them, the others do not matter.
 *
 * Ajv reports the errors of the alternatives right before that of the union, so that one pass from
 * the first error to the last is enough.
 */
function withoutOtherAlternatives(errors: readonly ErrorObject[]): ErrorObject[] {
  const told: ErrorObject[] = [];
  for (const error of errors) {
    // It only says that the members of a container are wrong, which they say themselves.
    if (error.keyword === 'if') continue;
    if (error.keyword !== 'anyOf') {
      told.push(error);
      continue;
    }
    const branches = told.splice(told.findLastIndex((other) => !isBranch(other, error)) + 1);
    const types = branches.filter(
      ({ keyword, instancePath }) => keyword === 'type' && instancePath === error.instancePath,
    );
    if (branches.length > types.length) {
      told.push(...branches.filter((branch) => !types.includes(branch)));
    } else {
      const message = `must be ${types.map(({ params }) => params.type).join(' or ')}`;
      told.push({ ...error, message });
    }
  }
  return told;
}

/** Whether an error is one of a union's alternatives. */
const isBranch = (error: ErrorObject, union: ErrorObject): boolean =>
  error.schemaPath.startsWith(`${union.schemaPath}/`) &&
  (error.instancePath === union.instancePath ||
    error.instancePath.startsWith(`${union.instancePath}/`));

function rule({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case 'enum':
      return `must be one of ${params.allowedValues.join(', ')}`;
    case 'const':
      return `must be ${JSON.stringify(params.allowedValue)}`;
    case 'pattern':
      return `must match ${params.pattern}`;
    default:
      return message ?? 'is not valid';
  }
}

/** Adds what the field is for, in its schema's words. */
function described(message: string, schema: AnySchemaObject | undefined): string {
  return schema?.description ? `${message} (${schema.description})` : message;
}
