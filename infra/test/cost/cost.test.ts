import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Estimate, estimate } from '../../src/cost/estimate.ts';
import { estimateAll } from '../../src/cost/estimates.ts';
import { priceTable } from '../../src/cost/prices.ts';
import { costTable } from '../../src/cost/table.ts';
import { otherUsage, productionUsage } from '../../src/cost/usage.ts';
import { environments, shared } from '../../src/environments/index.ts';
import { prod } from '../../src/environments/prod.ts';
import { services } from '../../src/services.ts';
import { type Attributes, SynthesizedStack } from '../../src/synthesized/stacks.ts';

const estimates = estimateAll(environments, shared, services);

const amountOf = (
  resource: Record<string, Record<string, Attributes>>,
  kind: 'fixed' | 'usage' = 'fixed',
) => {
  const stack = new SynthesizedStack('dev-test', { resource });
  return estimate('dev', [stack], otherUsage)[kind];
};

const fargateService = (capacity: readonly Attributes[], desired_count = 2) => ({
  aws_ecs_service: {
    web: {
      desired_count,
      task_definition: reference('aws_ecs_task_definition.web.arn'),
      capacity_provider_strategy: capacity,
    },
  },
  aws_ecs_task_definition: {
    web: { cpu: '512', memory: '1024', runtime_platform: { cpu_architecture: 'ARM64' } },
  },
});

describe('the cost of the environments', () => {
  it('is known of what is shared and of every environment in AWS', () => {
    expect(estimates.map(({ environment }) => environment)).toEqual([
      'shared',
      'dev',
      'staging',
      'prod',
    ]);
  });

  it.each(estimates)('knows what everything in $environment costs', ({ unknown }) => {
    expect(unknown).toEqual([]);
  });

  it.each(estimates)(
    'of $environment is the sum of its lines',
    ({ fixed, usage, total, lines }) => {
      const sum = lines.reduce((all, { amount }) => all + amount, 0);
      expect(total).toBeCloseTo(sum, 6);
      expect(fixed + usage).toBeCloseTo(sum, 6);
      expect(lines.every(({ amount }) => Number.isFinite(amount))).toBe(true);
    },
  );

  it('grows with what an environment asks for', () => {
    const [smaller, larger] = [{ ...prod, database: { ...prod.database, instances: 2 } }, prod].map(
      (environment) => estimateAll([environment], shared, services).at(-1)?.total ?? 0,
    );
    expect(smaller).toBeLessThan(larger ?? 0);
  });

  it('is known of PostgreSQL as well', () => {
    const [, postgres] = estimateAll(
      [{ ...prod, database: { ...prod.database, kind: 'postgres', instances: 2 } }],
      shared,
      services,
    );
    expect(postgres?.unknown).toEqual([]);
    expect(postgres?.lines.map(({ what }) => what)).toContain('db.r6g.large with a standby');
  });
});

describe('the pricing of a resource', () => {
  it('counts the tasks of a service by processor, memory and hour', () => {
    // 2 tasks, each half a vCPU and 1 GB on ARM, for 730 hours.
    expect(amountOf(fargateService([{ capacity_provider: 'FARGATE', weight: 1 }]))).toBeCloseTo(
      2 * (0.5 * 0.03238 + 1 * 0.00356) * 730,
      6,
    );
  });

  it('counts Spot tasks by their share', () => {
    const strategy = [
      { capacity_provider: 'FARGATE', base: 2, weight: 1 },
      { capacity_provider: 'FARGATE_SPOT', base: 0, weight: 3 },
    ];
    // Of 6 tasks 2 are the base and 1 of the other 4 is on demand as well.
    expect(amountOf(fargateService(strategy, 6))).toBeCloseTo(
      (3 + 3 * 0.3) * (0.5 * 0.03238 + 1 * 0.00356) * 730,
      6,
    );
  });

  it('counts instances instead of the tasks on them', () => {
    const onInstances = fargateService([
      { capacity_provider: reference('aws_ecs_capacity_provider.instances.name'), weight: 1 },
    ]);
    expect(amountOf(onInstances)).toBe(0);
    const group = {
      aws_autoscaling_group: {
        group: { min_size: 2, launch_template: { id: reference('aws_launch_template.it.id') } },
      },
      aws_launch_template: {
        it: {
          instance_type: 'm7g.large',
          block_device_mappings: [{ ebs: { volume_size: 30 } }],
        },
      },
    };
    expect(amountOf(group)).toBeCloseTo(2 * 0.0816 * 730 + 2 * 30 * 0.08, 6);
  });

  it('counts a standby like the instance that it stands by', () => {
    const database = (multi_az: boolean) =>
      amountOf({
        aws_db_instance: {
          it: { instance_class: 'db.t4g.medium', allocated_storage: 20, multi_az },
        },
      });
    expect(database(true) - database(false)).toBeCloseTo(0.065 * 730 + 20 * 0.115, 6);
  });

  it('counts an interface endpoint in every zone, and a gateway endpoint not at all', () => {
    const endpoint = (vpc_endpoint_type: string) =>
      amountOf({ aws_vpc_endpoint: { it: { vpc_endpoint_type, subnet_ids: ['a', 'b'] } } });
    expect(endpoint('Interface')).toBeCloseTo(2 * 0.01 * 730, 6);
    expect(endpoint('Gateway')).toBe(0);
  });

  it('divides what goes through NAT among the gateways', () => {
    const gateways = (names: readonly string[]) =>
      amountOf({ aws_nat_gateway: Object.fromEntries(names.map((name) => [name, {}])) }, 'usage');
    expect(gateways(['a', 'b', 'c'])).toBeCloseTo(gateways(['a']), 6);
  });

  it('counts people with threat protection only', () => {
    const pool = (user_pool_tier: string) =>
      amountOf({ aws_cognito_user_pool: { people: { user_pool_tier } } }, 'usage');
    expect(pool('PLUS')).toBeCloseTo(otherUsage.people * 0.02, 6);
    expect(pool('ESSENTIALS')).toBe(0);
  });

  it('says so when it does not know a price', () => {
    expect(() =>
      amountOf({ aws_docdb_cluster_instance: { it: { instance_class: 'db.x99.huge' } } }),
    ).toThrow(/db\.x99\.huge is unknown; add it to infra\/src\/cost\/prices\.ts/);
  });

  it('of an unknown type is reported', () => {
    const stack = new SynthesizedStack('dev-test', { resource: { aws_msk_cluster: { it: {} } } });
    expect(estimate('dev', [stack], otherUsage).unknown).toEqual(['dev-test: aws_msk_cluster.it']);
  });
});

describe('the table', () => {
  it('says what each environment costs, when the prices were right, and what was assumed', () => {
    const table = costTable(estimates);
    const prodTotal = estimates.find(({ environment }) => environment === 'prod')?.total ?? 0;
    expect(table).toContain(`prod: $${prodTotal.toFixed(2)} a month`);
    expect(table).toContain(`List prices of ${priceTable.date}`);
    expect(table).toContain(`millionRequests ${productionUsage.millionRequests}`);
  });

  it('is what the README has', () => {
    const readme = readFileSync(path.resolve(import.meta.dirname, '../../../README.md'), 'utf8');
    for (const { environment, fixed, usage, total } of estimates.slice(1)) {
      const cells = [fixed, usage, total].map((amount) => `$${amount.toFixed(0)}`);
      expect(readme).toContain(`| ${[environment, ...cells].join(' | ')} |`);
    }
  });

  it('is JSON for programs', () => {
    const infra = path.resolve(import.meta.dirname, '../..');
    const output = execFileSync(
      process.execPath,
      ['--import', './node-version.mjs', 'src/cost/main.ts', '--json'],
      { cwd: infra, encoding: 'utf8' },
    );
    const report = JSON.parse(output) as { estimates: Estimate[]; priceTable: unknown };
    expect(report.priceTable).toEqual(priceTable);
    expect(report.estimates.map(({ total }) => total)).toEqual(estimates.map(({ total }) => total));
  });
});

function reference(expression: string): string {
  return `\${${expression}}`;
}
