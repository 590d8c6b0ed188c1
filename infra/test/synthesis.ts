import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ServiceManifest } from '@stockroom/service/manifest';
import { App } from 'cdktf';
import type { Environment } from '../src/environments/environment.ts';
import { local } from '../src/environments/local.ts';
import { shared } from '../src/environments/shared.ts';
import { services as allServices } from '../src/services.ts';
import { addEnvironmentStacks, addSharedStacks } from '../src/stacks/index.ts';

export type Attributes = Record<string, unknown>;

/** A synthesized stack: the JSON that Terraform reads. */
export class Stack {
  readonly text: string;
  readonly json: Attributes;

  constructor(text: string) {
    this.text = text;
    this.json = JSON.parse(text) as Attributes;
  }

  /** The resources of a type, by the name in their address. */
  resources(type: string): Record<string, Attributes> {
    return inside(this.json, 'resource', type);
  }

  /** One resource: `resource('aws_vpc.vpc')` */
  resource(address: string): Attributes {
    const [type = '', name = ''] = address.split('.');
    const resource = this.resources(type)[name];
    if (resource === undefined) throw new Error(`There is no ${address}`);
    return resource;
  }

  /** The data sources of a type, by the name in their address. */
  data(type: string): Record<string, Attributes> {
    return inside(this.json, 'data', type);
  }

  get terraform(): Attributes {
    return this.json.terraform as Attributes;
  }

  get provider(): Attributes {
    const [provider = {}] = inside(this.json, 'provider').aws as unknown as Attributes[];
    return provider;
  }

  get outputs(): Record<string, Attributes> {
    return inside(this.json, 'output');
  }
}

function inside(json: Attributes, ...keys: readonly string[]): Record<string, Attributes> {
  return keys.reduce((value, key) => (value[key] ?? {}) as Attributes, json) as Record<
    string,
    Attributes
  >;
}

/** Runs something in a folder that is gone afterwards. */
export function inTemporaryFolder<Result>(action: (folder: string) => Result): Result {
  const folder = mkdtempSync(path.join(tmpdir(), 'stockroom-'));
  try {
    return action(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Synthesizes an environment, `local` with some fields changed, and gives its stacks by name. */
export function synthesize(
  changes: Partial<Environment> = {},
  services: readonly ServiceManifest[] = allServices,
): Record<string, Stack> {
  return synthesizeApp((app) =>
    addEnvironmentStacks(app, { ...local, ...changes }, shared, services),
  );
}

/** Synthesizes the shared stacks and gives them by name. */
export function synthesizeShared(): Record<string, Stack> {
  return synthesizeApp((app) => addSharedStacks(app, shared, allServices));
}

/** Synthesizes what is added to an app, and gives the stacks by name. */
export function synthesizeApp(add: (app: App) => void): Record<string, Stack> {
  return inTemporaryFolder((outdir) => {
    const app = new App({ outdir });
    add(app);
    app.synth();
    return Object.fromEntries(
      Object.entries(app.manifest.stacks).map(([name, { synthesizedStackPath }]) => [
        name,
        new Stack(readFileSync(path.join(outdir, synthesizedStackPath), 'utf8')),
      ]),
    );
  });
}

/** A stack by its name; throws when it does not exist. */
export function named(stacks: Readonly<Record<string, Stack>>, name: string): Stack {
  const stack = stacks[name];
  if (stack === undefined) throw new Error(`There is no stack ${name}`);
  return stack;
}

/** How Terraform writes a value that only it knows: `reference('aws_vpc.vpc.id')` */
export function reference(expression: string): string {
  return `\${${expression}}`;
}
