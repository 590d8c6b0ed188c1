import { Ajv, type ErrorObject, type Options } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';

/** One thing that is wrong with an input. */
export interface Fault {
  /** Where: a field's name, or a JSON pointer into nested data; empty for the whole. */
  readonly field: string;
  /** What is wrong and what would be right. */
  readonly message: string;
}

const options: Options = { allErrors: true, useDefaults: true, strict: false };
// Text in an URL or in the environment stands for numbers and booleans; in JSON it does not.
const coercing = addFormats.default(new Ajv({ ...options, coerceTypes: 'array' }));
const strict = addFormats.default(new Ajv(options));

/**
 * Makes a check of a JSON schema that returns all faults, none when the value is right. Defaults
 * are filled into the value.
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
  return errors.map((error) => {
    const at = error.instancePath.slice(1);
    const below = (name: string) => (at === '' ? name : `${at}/${name}`);
    switch (error.keyword) {
      case 'required':
        return { field: below(error.params.missingProperty), message: 'is required' };
      case 'additionalProperties':
        return { field: below(error.params.additionalProperty), message: 'is not a known field' };
      case 'enum':
        return { field: at, message: `must be one of ${error.params.allowedValues.join(', ')}` };
      case 'const':
        return { field: at, message: `must be ${JSON.stringify(error.params.allowedValue)}` };
      case 'pattern':
        return {
          field: at,
          message: error.parentSchema?.patternMessage ?? `must match ${error.params.pattern}`,
        };
      default:
        return { field: at, message: error.message ?? 'is not valid' };
    }
  });
}
