import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runbookDirectory, runbooks } from '../../../src/constructs/alarms/alarm.ts';
import { environments } from '../../../src/environments/index.ts';
import { local } from '../../../src/environments/local.ts';
import { prod } from '../../../src/environments/prod.ts';
import { type Attributes, named, reference, type Stack, synthesize } from '../../synthesis.ts';

const repository = path.resolve(import.meta.dirname, '../../../..');
const services = named(synthesize(), 'local-services');
const postgres = named(
  synthesize({ database: { ...local.database, kind: 'postgres' } }),
  'local-services',
);
const prodServices = named(synthesize(prod), 'prod-services');

const alarm = (name: string, stack = services) =>
  stack.resource(`aws_cloudwatch_metric_alarm.${name}`);

const alarmsOf = (stack: Stack): Attributes[] =>
  ['aws_cloudwatch_metric_alarm', 'aws_cloudwatch_composite_alarm'].flatMap((type) =>
    Object.values(stack.resources(type)),
  );

describe('every alarm', () => {
  const all = environments.flatMap((environment) =>
    alarmsOf(named(synthesize(environment), `${environment.name}-services`)),
  );

  it('says what happened, what to do first, and where its runbook is', () => {
    for (const { alarm_description } of [...all, ...alarmsOf(postgres)]) {
      const [, runbook = ''] =
        /Runbook: docs\/operations\/([a-z-]+)\.md$/.exec(String(alarm_description)) ?? [];
      expect(runbooks).toHaveProperty(runbook);
    }
  });

  it('tells the topic that it starts and that it ends, unless it is a part of another one', () => {
    for (const { alarm_name, alarm_actions, ok_actions } of all) {
      const isPart = /-error-budget-\w+-(long|short)$/.test(String(alarm_name));
      expect(alarm_actions === undefined).toBe(isPart);
      expect(ok_actions).toEqual(alarm_actions);
    }
  });

  it('has a name that no other has, and that begins with its environment', () => {
    const names = all.map(({ alarm_name }) => String(alarm_name));
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^stockroom-(local|dev|staging|prod)-/);
  });
});

describe('the runbooks', () => {
  it('are there, one for each kind of alarm', () => {
    const pages = readdirSync(path.join(repository, runbookDirectory));
    const missing = Object.keys(runbooks).filter((name) => !pages.includes(`${name}.md`));
    expect(missing).toEqual([]);
  });
});

describe('a deployment', () => {
  it('of a public service is rolled back by errors, latency and unhealthy tasks', () => {
    expect(services.resource('aws_ecs_service.gateway').alarms).toEqual({
      enable: true,
      rollback: true,
      alarm_names: ['errors', 'latency', 'unhealthy'].map((name) =>
        reference(`aws_cloudwatch_metric_alarm.gateway_alarm_${name}.alarm_name`),
      ),
    });
  });

  it('of any other service is rolled back by errors and latency that its callers see', () => {
    expect(services.resource('aws_ecs_service.inventory').alarms).toMatchObject({
      alarm_names: ['errors', 'latency'].map((name) =>
        reference(`aws_cloudwatch_metric_alarm.inventory_alarm_${name}.alarm_name`),
      ),
    });
    expect(alarm('inventory_alarm_latency')).toMatchObject({
      namespace: 'AWS/ECS',
      metric_name: 'TargetResponseTime',
      dimensions: { TargetDiscoveryName: 'inventory' },
    });
  });

  it('is judged within three minutes, two of which must be bad', () => {
    expect(alarm('gateway_alarm_latency')).toMatchObject({
      extended_statistic: 'p99',
      threshold: 1,
      period: 60,
      datapoints_to_alarm: 2,
      evaluation_periods: 3,
      treat_missing_data: 'notBreaching',
    });
  });

  it('is not rolled back for a few errors, whatever their share is', () => {
    const [{ expression }] = alarm('gateway_alarm_errors').metric_query as [Attributes];
    expect(expression).toBe('IF(FILL(errors, 0) >= 5, 100 * errors / (FILL(requests0, 0)), 0)');
  });
});

describe('the error budget', () => {
  it('of 99.9 % is watched for burning 14.4 and 6 times too fast', () => {
    const threshold = (window: string) => alarm(`error_budget_${window}`, prodServices).threshold;
    expect(threshold('fast_long')).toBe(1.44);
    expect(threshold('fast_short')).toBe(1.44);
    expect(threshold('slow_long')).toBe(0.6);
  });

  it('is at risk when it burns over a long window and still does over a short one', () => {
    expect(
      prodServices.resource('aws_cloudwatch_composite_alarm.error_budget_fast').alarm_rule,
    ).toBe(
      ['long', 'short']
        .map((window) => `aws_cloudwatch_metric_alarm.error_budget_fast_${window}.alarm_name`)
        .map((name) => `ALARM("${reference(name)}")`)
        .join(' AND '),
    );
  });
});

describe('the alarms of the network', () => {
  it('watch every NAT gateway', () => {
    const names = Object.keys(prodServices.resources('aws_cloudwatch_metric_alarm'));
    expect(names.filter((name) => name.includes('nat'))).toEqual([
      'platform_nat_a_ports',
      'platform_nat_b_ports',
      'platform_nat_c_ports',
    ]);
  });
});

describe('the alarms of the database', () => {
  const namesOf = (stack: Stack) =>
    Object.keys(stack.resources('aws_cloudwatch_metric_alarm')).filter((name) =>
      name.startsWith('database_'),
    );

  it('watch CPU, memory, connections, the lag of replicas and the size of a DocumentDB', () => {
    expect(namesOf(services)).toEqual([
      'database_connections',
      'database_cpu',
      'database_memory',
      'database_replica_lag',
      'database_storage',
    ]);
  });

  it('watch CPU, memory, connections and free storage of a PostgreSQL, whose standby takes no reads', () => {
    expect(namesOf(postgres)).toEqual([
      'database_connections',
      'database_cpu',
      'database_memory',
      'database_storage',
    ]);
    expect(alarm('database_connections', postgres).threshold).toBe(160);
  });
});

describe('the dashboard', () => {
  const { dashboard_body, dashboard_name } = services.resource(
    'aws_cloudwatch_dashboard.dashboard',
  );
  const { widgets } = JSON.parse(String(dashboard_body)) as {
    widgets: { type: string; x: number; width: number; properties: Attributes }[];
  };

  it('has a row for what users see, for every service, and for the database', () => {
    const headings = widgets
      .filter(({ type }) => type === 'text')
      .map(({ properties }) => String(properties.markdown).split(':')[0]);
    expect(dashboard_name).toBe('stockroom-local');
    expect(headings).toEqual(['## What users see', '## gateway', '## inventory', '## Database']);
  });

  it('puts its graphs side by side over the whole width', () => {
    const graphs = widgets.filter(({ type }) => type === 'metric');
    expect(graphs.every(({ x, width }) => x + width <= 24)).toBe(true);
    expect(graphs).toHaveLength(16);
  });
});

describe('the topic of the alarms', () => {
  const platform = named(
    synthesize({
      operations: { ...local.operations, alarmEmails: ['on-call@example.com'], monthlyBudget: 250 },
    }),
    'local-platform',
  );

  it('is encrypted with a key that CloudWatch may use, which the one of AWS is not', () => {
    expect(platform.resource('aws_sns_topic.alarms').kms_master_key_id).toBe(
      reference('aws_kms_key.alarms_key.arn'),
    );
    expect(String(platform.resource('aws_kms_key.alarms_key').policy)).toContain(
      'cloudwatch.amazonaws.com',
    );
  });

  it('is read by those whom the environment names', () => {
    expect(platform.resource('aws_sns_topic_subscription.alarms_email_1')).toMatchObject({
      protocol: 'email',
      endpoint: 'on-call@example.com',
    });
  });

  it('hears of the cost of the environment before its budget is spent', () => {
    expect(platform.resource('aws_budgets_budget.alarms_budget')).toMatchObject({
      limit_amount: '250',
      cost_filter: [{ values: ['user:environment$local'] }],
      notification: [
        { threshold: 80, notification_type: 'ACTUAL' },
        { threshold: 100, notification_type: 'FORECASTED' },
      ],
    });
  });
});
