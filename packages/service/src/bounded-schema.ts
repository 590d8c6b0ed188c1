/** The parts of a JSON schema that this module reads. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly [keyword: string]: unknown;
}

/** Unknown members of an object that are still reported one by one. */
const mostUnknownMembers = 20;

/**
 * Rewrites a schema so that a container with more members than allowed is one violation, and its
 * members are not validated. A validator that collects all violations would otherwise collect
 * as many as a caller sends members. Objects that allow no unknown members get a limit as well.
 */
export function bounded(schema: object): object {
  return boundedNode(schema as Schema);
}

function boundedNode(schema: Schema): Schema {
  const { properties, patternProperties, additionalProperties, items, anyOf } = schema;
  const node: Schema = {
    ...schema,
    ...(properties && { properties: eachOf(properties) }),
    ...(patternProperties && { patternProperties: eachOf(patternProperties) }),
    ...(typeof additionalProperties === 'object' && {
      additionalProperties: boundedNode(additionalProperties),
    }),
    ...(items && { items: boundedNode(items) }),
    ...(anyOf && { anyOf: anyOf.map(boundedNode) }),
  };
  const limits = limitsOf(schema);
  if (!limits) return node;
  // Members are validated only where their number is allowed; the type is validated once, outside.
  const { type, default: fallback, maxItems, maxProperties, ...members } = node;
  return {
    ...(type === undefined ? {} : { type }),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...limits,
    if: limits,
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
    then: members,
  };
}

function limitsOf(schema: Schema): Schema | undefined {
  const { maxItems, maxProperties, properties, patternProperties, additionalProperties } = schema;
  if (maxItems !== undefined) return { maxItems };
  if (maxProperties !== undefined) return { maxProperties };
  if (additionalProperties !== false || !properties || patternProperties) return undefined;
  return { maxProperties: Object.keys(properties).length + mostUnknownMembers };
}

const eachOf = (schemas: Readonly<Record<string, Schema>>): Record<string, Schema> =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, boundedNode(schema)]));
