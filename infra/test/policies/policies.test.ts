import { App } from 'cdktf';
import { describe, expect, it } from 'vitest';
import type { Environment } from '../../src/environments/environment.ts';
import { environments, shared } from '../../src/environments/index.ts';
import { prod } from '../../src/environments/prod.ts';
import { staging } from '../../src/environments/staging.ts';
import { findViolations } from '../../src/policies/check.ts';
import { accepts, exceptions } from '../../src/policies/exceptions.ts';
import { assertPolicies } from '../../src/policies/index.ts';
import { policies } from '../../src/policies/policies.ts';
import { report } from '../../src/policies/report.ts';
import { services } from '../../src/services.ts';
import { addEnvironmentStacks, addSharedStacks } from '../../src/stacks/index.ts';
import { type Attributes, SynthesizedStack } from '../../src/synthesized/stacks.ts';
import { inTemporaryFolder, synthesizeApp } from '../synthesis.ts';
import { badExamples, type Resources } from './bad-examples.ts';

/** Settings that no environment of the repository has. */
const variants: readonly Environment[] = [
  { ...staging, name: 'sql', registry: 'own', database: { ...staging.database, kind: 'postgres' } },
  { ...prod, name: 'prodsql', database: { ...prod.database, kind: 'postgres', instances: 2 } },
  {
    ...prod,
    name: 'metal',
    capacity: { kind: 'ec2', instanceType: 'm7g.large', minInstances: 2, maxInstances: 6 },
    network: { ...prod.network, natGateways: 'none', interfaceEndpoints: true },
    domain: { name: 'metal.example.com', hostedZone: 'metal.example.com', zone: 'own' },
  },
];
const all = [...environments, ...variants];

const ours = Object.entries(
  synthesizeApp((app) => {
    addSharedStacks(app, shared, services, all);
    for (const environment of all) addEnvironmentStacks(app, environment, shared, services);
  }),
).map(([name, { json }]) => new SynthesizedStack(name, json));

const stackOf = (resource: Resources, settings: Attributes = {}) =>
  new SynthesizedStack('prod-bad', { resource, ...settings });

const addressesOf = (policyId: string, stack: SynthesizedStack) =>
  findViolations([stack], all, { exceptions: [] })
    .filter(({ policy }) => policy.id === policyId)
    .map(({ resource }) => resource.address);

describe('the stacks of every environment', () => {
  it('comply with every policy', () => {
    const violations = findViolations(ours, all);
    expect(violations, report(violations)).toEqual([]);
  });
});

describe('synthesis', () => {
  it('fails when a policy is violated', () => {
    inTemporaryFolder((outdir) => {
      const app = new App({ outdir });
      addEnvironmentStacks(app, { ...prod, executeCommand: true }, shared, services);
      app.synth();
      expect(() => assertPolicies(app, all)).toThrow(/^The infrastructure violates a policy/);
      expect(() => assertPolicies(app, all)).toThrow('containers/no-shell-in-production');
    });
  });
});

describe('a policy', () => {
  it.each(policies)('$id has a reason, a source and a fix', (policy) => {
    expect(policy.id).toMatch(/^[a-z]+\/[a-z0-9-]+$/);
    for (const text of [policy.reason, policy.source, policy.fix]) {
      expect(text.length).toBeGreaterThan(5);
      expect(text).not.toMatch(/\.$/);
    }
  });

  it('has a unique id', () => {
    expect(new Set(policies.map(({ id }) => id)).size).toBe(policies.length);
  });

  it.each(Object.entries(badExamples))('%s is violated by every bad example', (id, examples) => {
    for (const example of examples) {
      const [address = 'none'] = addressesOf(id, stackOf(example));
      expect(address).toMatch(/\.bad$/);
    }
  });

  it('has a bad example, or a separate test below', () => {
    const tried = [...Object.keys(badExamples), 'tagging/default-tags', 'protection/state-locked'];
    expect(policies.map(({ id }) => id).toSorted()).toEqual(tried.toSorted());
  });

  it('requires default tags of the provider', () => {
    const stack = stackOf(
      {},
      { provider: { aws: [{ default_tags: [{ tags: { project: 'x' } }] }] } },
    );
    const messages = findViolations([stack], all).map((violation) => violation.message);
    expect(messages).toEqual(
      ['environment', 'stack', 'managed-by'].map((tag) => `has no default tag ${tag}`),
    );
  });

  it('requires a lock and encryption of the backend', () => {
    const stack = stackOf({}, { terraform: { backend: { s3: { bucket: 'state' } } } });
    expect(addressesOf('protection/state-locked', stack)).toEqual(['backend.s3', 'backend.s3']);
  });

  it('of production applies to production and to the shared stacks only', () => {
    const violates = (name: string) =>
      findViolations(
        [new SynthesizedStack(name, { resource: { aws_lb: { front: {} } } })],
        all,
      ).some(({ policy }) => policy.id === 'protection/load-balancers');
    expect([violates('dev-platform'), violates('prod-platform'), violates('shared-x')]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it.each([
    ['DATABASE_SECRET_ARN', 'arn:aws:secretsmanager:us-east-1:111111111111:secret:rds!db-4f2a9c1'],
    ['INVENTORY_URL', 'http://inventory:3001'],
    ['TOKEN_HEADER', 'x-stockroom-token'],
    ['RELEASE', reference('var.release')],
    ['DATABASE_HOST', 'stockroom-prod.cluster-c9akciq32.us-east-1.docdb.amazonaws.com'],
    ['PUBLIC_URL', 'https://stockroom.example.com'],
  ])('does not take %s=%s for a secret', (name, value) => {
    const definition = { name: 'web', environment: [{ name, value }] };
    const stack = stackOf({
      aws_ecs_task_definition: { web: { container_definitions: JSON.stringify([definition]) } },
    });
    expect(addressesOf('secrets/not-in-environment', stack)).toEqual([]);
  });
});

describe('an exception', () => {
  const accepted = findViolations(ours, all, { exceptions: [] });

  it.each(exceptions)('of $policy still matches a violation', (exception) => {
    expect(accepted.some((violation) => accepts(exception, violation))).toBe(true);
  });

  it.each(exceptions)('of $policy has a reason', ({ reason }) => {
    expect(reason.length).toBeGreaterThan(5);
  });

  it('matches its stack, resource and subject only', () => {
    const [violation] = findViolations(
      [stackOf({ aws_s3_bucket: { logs: { force_destroy: true } } })],
      all,
      { policies: policies.filter(({ id }) => id === 'protection/buckets') },
    );
    if (violation === undefined) throw new Error('There is a violation');
    const exception = { policy: 'protection/buckets', reason: 'for this test' };
    expect(accepts(exception, violation)).toBe(true);
    expect(accepts({ ...exception, stack: 'prod-*', address: '*.logs' }, violation)).toBe(true);
    expect(accepts({ ...exception, stack: 'dev-*' }, violation)).toBe(false);
    expect(accepts({ ...exception, address: 'aws_s3_bucket.log' }, violation)).toBe(false);
    expect(accepts({ ...exception, subject: 'another' }, violation)).toBe(false);
  });
});

describe('the report', () => {
  it('names every violation at once: policy, source, why, how to fix, stack, address and message', () => {
    const stack = stackOf({
      aws_subnet: { a: { map_public_ip_on_launch: true }, b: { map_public_ip_on_launch: true } },
      aws_kms_key: { key: {} },
    });
    expect(report(findViolations([stack], all))).toMatchInlineSnapshot(`
      "The infrastructure violates 2 policies in 3 places.

      exposure/subnets-give-no-public-address (AWS FSBP EC2.15)
        why: instances are on the internet without having requested it
        fix: leave mapPublicIpOnLaunch out; request public addresses where they are needed
        - prod-bad: aws_subnet.a gives every instance a public address
        - prod-bad: aws_subnet.b gives every instance a public address

      encryption/keys-rotate (AWS FSBP KMS.4, CIS AWS Foundations 3.6)
        why: a key that never changes protects more and more data, all of which leaks with it
        fix: set enableKeyRotation to true
        - prod-bad: aws_kms_key.key is never rotated

      To accept a violation, add an exception with its reason to infra/src/policies/exceptions.ts."
    `);
  });
});

function reference(expression: string): string {
  return `\${${expression}}`;
}
