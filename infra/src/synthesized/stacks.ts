import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { App } from 'cdktf';

export type Attributes = Readonly<Record<string, unknown>>;

/** A resource as Terraform reads it. */
export interface SynthesizedResource {
  /** Name of its stack: `dev-network`. */
  readonly stack: string;
  readonly type: string;
  readonly name: string;
  /** `aws_vpc.vpc`; or `provider.aws` and `backend.s3`. */
  readonly address: string;
  readonly attributes: Attributes;
}

/** A synthesized stack: the JSON that Terraform reads. */
export class SynthesizedStack {
  readonly name: string;
  readonly json: Attributes;
  /** Every resource, the provider and the backend. */
  readonly resources: readonly SynthesizedResource[];

  constructor(name: string, json: Attributes) {
    this.name = name;
    this.json = json;
    this.resources = resourcesOf(name, json);
  }

  /** The resources of some types. */
  of(...types: readonly string[]): SynthesizedResource[] {
    return this.resources.filter(({ type }) => types.includes(type));
  }

  /** The resources of a type whose attribute refers to a resource. */
  referring(type: string, attribute: string, to: SynthesizedResource): SynthesizedResource[] {
    return this.of(type).filter(({ attributes }) => refersTo(attributes[attribute], to));
  }
}

/** The stacks of a synthesized app. */
export function readSynthesized(app: App): SynthesizedStack[] {
  return Object.entries(app.manifest.stacks).map(([name, { synthesizedStackPath }]) => {
    const text = readFileSync(path.join(app.outdir, synthesizedStackPath), 'utf8');
    return new SynthesizedStack(name, JSON.parse(text) as Attributes);
  });
}

/** Whether a value, or an item of it, refers to a resource: `${aws_vpc.vpc.id}`. */
export function refersTo(value: unknown, { address }: { readonly address: string }): boolean {
  if (typeof value === 'string') return value.includes(`\${${address}.`);
  return Array.isArray(value) && value.some((one) => refersTo(one, { address }));
}

/** The blocks of an attribute, which is absent, one block or a list. */
export function blocks(value: unknown): Attributes[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]) as Attributes[];
}

/** The strings of an attribute, which is absent, one string or a list. */
export function strings(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

function resourcesOf(stack: string, json: Attributes): SynthesizedResource[] {
  const { resource = {}, provider = {}, terraform = {} } = json as Record<string, Attributes>;
  const resources = Object.entries(resource).flatMap(([type, named]) =>
    Object.entries(named as Record<string, Attributes>).map(([name, attributes]) => ({
      stack,
      type,
      name,
      address: `${type}.${name}`,
      attributes,
    })),
  );
  const settings = (type: string, named: Attributes) =>
    Object.entries(named).flatMap(([name, value]) =>
      blocks(value).map((attributes) => ({
        stack,
        type,
        name,
        address: `${type}.${name}`,
        attributes,
      })),
    );
  return [
    ...resources,
    ...settings('provider', provider),
    ...settings('backend', (terraform.backend ?? {}) as Attributes),
  ];
}
