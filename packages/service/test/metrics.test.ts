import { describe, expect, test } from 'vitest';
import { MetricLines } from '../src/metrics.ts';
import { startFixture } from './fixtures/start.ts';

function gathered() {
  const written: string[] = [];
  const lines = new MetricLines(
    'Stockroom/test',
    'quiet',
    (line) => written.push(line),
    () => 1234,
  );
  return { lines, written, read: () => written.map((line) => JSON.parse(line)) };
}

describe('metrics', () => {
  test('are one line per route and interval, as CloudWatch reads them', () => {
    const { lines, read } = gathered();
    lines.observe('Route', 'GET /items', 12.34, false);
    lines.observe('Route', 'GET /items', 5, true);
    lines.flush();

    expect(read()).toEqual([
      {
        _aws: {
          Timestamp: 1234,
          CloudWatchMetrics: [
            {
              Namespace: 'Stockroom/test',
              Dimensions: [['Service'], ['Service', 'Route']],
              Metrics: [
                { Name: 'Requests', Unit: 'Count' },
                { Name: 'Errors', Unit: 'Count' },
                { Name: 'Duration', Unit: 'Milliseconds' },
              ],
            },
          ],
        },
        Service: 'quiet',
        Route: 'GET /items',
        Requests: 2,
        Errors: 1,
        Duration: [12.3, 5],
      },
    ]);
  });

  test('of an upstream are not added to the totals of the service', () => {
    const { lines, read } = gathered();
    lines.observe('Upstream', 'inventory', 3, false);
    lines.flush();
    expect(read()[0]._aws.CloudWatchMetrics[0].Dimensions).toEqual([['Service', 'Upstream']]);
  });

  test('are written early when a line has its maximum of 100 values', () => {
    const { lines, read } = gathered();
    for (let count = 0; count < 250; count += 1) lines.observe('Route', 'GET /items', 1, false);
    expect(read().map(({ Requests }) => Requests)).toEqual([100, 100]);
    lines.flush();
    expect(read().map(({ Requests }) => Requests)).toEqual([100, 100, 50]);
  });

  test('are written once: without requests there is no line', () => {
    const { lines, written } = gathered();
    lines.observe('Route', 'GET /items', 1, false);
    lines.flush();
    lines.flush();
    expect(written).toHaveLength(1);
  });
});

const metricLines = (output: string) =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{"_aws"'))
    .map((line) => JSON.parse(line));

describe('a running service', () => {
  test.concurrent('writes the remaining metrics when it stops, without health checks', async () => {
    using fixture = startFixture({ METRICS_NAMESPACE: 'Stockroom/test' });
    const base = await fixture.url();
    await fetch(`${base}/health`);
    await fetch(`${base}/no/such/path`);
    await fetch(`${base}/slow`);
    fixture.child.kill('SIGINT');
    await fixture.exited;

    expect(metricLines(fixture.output())).toEqual([
      expect.objectContaining({ Service: 'fixture', Route: 'GET (none)', Requests: 1, Errors: 0 }),
      expect.objectContaining({ Service: 'fixture', Route: 'GET /slow', Requests: 1, Errors: 0 }),
    ]);
  });

  test.concurrent('writes no metrics without a namespace', async () => {
    using fixture = startFixture();
    await fetch(`${await fixture.url()}/no/such/path`);
    fixture.child.kill('SIGINT');
    await fixture.exited;
    expect(metricLines(fixture.output())).toEqual([]);
  });
});
