import { Ajv, type AnySchemaObject, type ErrorObject, type Options } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import { bounded } from './bounded-schema.ts';
import { formatMessages, formats } from './formats.ts';
import { truncate } from './truncate.ts';

/** A rule that an input violates. */
export interface Violation {
  /** Name of the field, or a JSON pointer into nested data; empty for the input as a whole. */
  readonly field: string;
  /** What is wrong, and what is valid. */
  readonly message: string;
}

// Verbose, so that a violation can quote the field's schema.
const options: Options = {
  allErrors: true,
  useDefaults: true,
  strict: false,
  verbose: true,
  formats,
};
// Text in a URL or in the environment may stand for numbers and booleans; in JSON it does not.
const coercing = addFormats.default(new Ajv({ ...options, coerceTypes: 'array' }));
const strict = addFormats.default(new Ajv(options));

/** Maximum number of violations in a response. */
const maxReported = 20;

/** Maximum length of a field in a violation, in characters: callers choose the names of unknown fields. */
const maxFieldLength = 200;

/**
 * Compiles a JSON schema into a function that returns all violations of a value, an empty list for a
 * valid one. It fills defaults into the value. For a schema with a pattern, `patternMessage` is the
 * message of a violation.
 *
 * Time is linear in the size of the value, and the schema bounds the number of violations: see
 * {@link bounded}.
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

/** Validates requests: with type coercion in URLs and headers, without it in bodies. */
export const validatorCompiler: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
  const check = compile(schema, { coerce: httpPart !== 'body' });
  return (value: unknown) => {
    const violations = check(value);
    return violations.length === 0 ? { value } : { error: new ValidationError(violations) };
  };
};

/** An invalid request: its first violations, and in the message how many more there are. */
export class ValidationError extends Error {
  readonly violations: readonly Violation[];
  constructor(violations: readonly Violation[]) {
    const reported = violations.slice(0, maxReported);
    const sentences = reported.map(({ field, message }) => `${field} ${message}`.trim());
    const more = violations.length - reported.length;
    super([...sentences, ...(more > 0 ? [`and ${more} more`] : [])].join('; '));
    this.violations = reported;
  }
}

function violationsFrom(errors: readonly ErrorObject[]): Violation[] {
  return withoutOtherAlternatives(errors).map((error) => {
    const { field, message } = violationOf(error);
    return { field: truncate(field, maxFieldLength), message };
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
 * For a value with alternatives, such as text or null, keeps only the errors of the alternative that
 * has the value's type.
 *
 * Ajv reports the errors of the alternatives right before the error of the union, so one pass is
 * enough.
 */
function withoutOtherAlternatives(errors: readonly ErrorObject[]): ErrorObject[] {
  const kept: ErrorObject[] = [];
  for (const error of errors) {
    // Says only that members of a container are invalid; the members have their own errors.
    if (error.keyword === 'if') continue;
    if (error.keyword !== 'anyOf') {
      kept.push(error);
      continue;
    }
    const branches = kept.splice(kept.findLastIndex((other) => !isBranch(other, error)) + 1);
    const types = branches.filter(
      ({ keyword, instancePath }) => keyword === 'type' && instancePath === error.instancePath,
    );
    if (branches.length > types.length) {
      kept.push(...branches.filter((branch) => !types.includes(branch)));
    } else {
      const message = `must be ${types.map(({ params }) => params.type).join(' or ')}`;
      kept.push({ ...error, message });
    }
  }
  return kept;
}

/** Whether an error is one of a union's alternatives. */
const isBranch = (error: ErrorObject, union: ErrorObject): boolean =>
  error.schemaPath.startsWith(`${union.schemaPath}/`) &&
  (error.instancePath === union.instancePath ||
    error.instancePath.startsWith(`${union.instancePath}/`));

function rule({ keyword, params, message, parentSchema }: ErrorObject): string {
  switch (keyword) {
    case 'format':
      return formatMessages.get(params.format) ?? message ?? 'is not valid';
    case 'not':
      return `must not be ${JSON.stringify(parentSchema?.not.const)}`;
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

/** Appends the description of the schema. */
function described(message: string, schema: AnySchemaObject | undefined): string {
  return schema?.description ? `${message} (${schema.description})` : message;
}
