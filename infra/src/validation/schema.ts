import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { join } from './rule.ts';
import type { Violation } from './violation.ts';

/** A schema for each field of a thing: a field without one does not compile. */
export type FieldsOf<Thing> = { readonly [Field in keyof Thing]-?: TSchema };

/**
 * Every field that does not match its schema, as violations with the `fix` that is written beside
 * the schema.
 *
 * Objects are checked field by field, and a union of objects by the one whose `kind` is that of the
 * value, so that each violation names the field and not the whole object.
 *
 * @param path what the schema describes, where it is part of something: `services.gateway`
 */
export function schemaViolations(
  subject: string,
  schema: TSchema,
  value: unknown,
  path = '',
): Violation[] {
  if (Type.IsOptional(schema) && value === undefined) return [];
  if (Type.IsObject(schema)) {
    return Object.entries(schema.properties).flatMap(([field, property]) =>
      schemaViolations(subject, property, fieldOf(value, field), join(path, field)),
    );
  }
  if (Type.IsUnion(schema) && schema.anyOf.every(Type.IsObject)) {
    const variant = schema.anyOf.find(({ properties }) =>
      Value.Check(properties.kind ?? Type.Never(), fieldOf(value, 'kind')),
    );
    return variant === undefined
      ? [violation(subject, join(path, 'kind'), fieldOf(value, 'kind'), schema)]
      : schemaViolations(subject, variant, value, path);
  }
  return Value.Check(schema, value) ? [] : [violation(subject, path, value, schema)];
}

function violation(subject: string, field: string, value: unknown, schema: TSchema): Violation {
  const { fix } = schema as { readonly fix?: string };
  return { subject, field, value, fix: fix ?? 'see infra/src/environments/environment.ts' };
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[field]
    : undefined;
}
