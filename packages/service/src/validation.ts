import { Ajv, type AnySchemaObject, type ErrorObject, type Options } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import { formatMessages, formats } from './formats.ts';

/** One thing that is wrong with an input. */
export interface Fault {
  /** Where: a field's name, or a JSON pointer into nested data; empty for the whole. */
  readonly field: string;
  /** What is wrong and what would be right. */
  readonly message: string;
}

// Verbose, so that a fault can quote what the schema says about the field.
const options: Options = {
  allErrors: true,
  useDefaults: true,
  strict: false,
  verbose: true,
  formats,
};
// Text in an URL or in the environment stands for numbers and booleans; in JSON it does not.
const coercing = addFormats.default(new Ajv({ ...options, coerceTypes: 'array' }));
const strict = addFormats.default(new Ajv(options));

/**
 * Makes a check of a JSON schema that returns all faults, none when the value is right. Defaults
 * are filled into the value. Where a schema has a pattern, its `patternMessage` says in words what
 * the pattern says in signs.
 */
export function compile(
  schema: object,
  { coerce }: { coerce: boolean },
): (value: unknown) => Fault[] {
  const validate = (coerce ? coercing : strict).compile(schema);
  return (value) => {
    validate(value);
    return faultsFrom(validate.errors ?? []);
  };
}

/** Checks requests with the same rules: coercion in the URL and headers, none in bodies. */
export const validatorCompiler: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
  const check = compile(schema, { coerce: httpPart !== 'body' });
  return (value: unknown) => {
    const faults = check(value);
    return faults.length === 0 ? { value } : { error: new ValidationFaults(faults) };
  };
};

/** Carries the faults from the validator to the error handler. */
export class ValidationFaults extends Error {
  readonly faults: readonly Fault[];
  constructor(faults: readonly Fault[]) {
    super(faults.map(({ field, message }) => `${field} ${message}`.trim()).join('; '));
    this.faults = faults;
  }
}

function faultsFrom(errors: readonly ErrorObject[]): Fault[] {
  return withoutOtherAlternatives(errors).map((error) => {
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
  });
}

/**
 * Says of a value with alternatives, a text or null say, what is wrong with the one that it is most
 * like: where it has the type of one of them, the others do not matter.
 */
function withoutOtherAlternatives(errors: readonly ErrorObject[]): ErrorObject[] {
  let told = [...errors];
  for (const union of errors.filter(({ keyword }) => keyword === 'anyOf')) {
    const branches = errors.filter(({ schemaPath }) =>
      schemaPath.startsWith(`${union.schemaPath}/`),
    );
    const isType = ({ keyword, instancePath }: ErrorObject) =>
      keyword === 'type' && instancePath === union.instancePath;
    const types = branches.filter(isType);
    const typed = branches.some((branch) => !isType(branch));
    told = told.filter((error) => !types.includes(error) && !(typed && error === union));
    if (!typed) {
      const message = `must be ${types.map(({ params }) => params.type).join(' or ')}`;
      told = told.map((error) => (error === union ? { ...error, message } : error));
    }
  }
  return told;
}

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

/** Adds what the field is for, in its schema's words. */
function described(message: string, schema: AnySchemaObject | undefined): string {
  return schema?.description ? `${message} (${schema.description})` : message;
}
