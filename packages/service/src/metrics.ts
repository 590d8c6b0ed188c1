import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import type { ServiceManifest } from './manifest.ts';

/** What is measured: a route of this service, or an upstream. */
export type Dimension = 'Route' | 'Upstream';

declare module 'fastify' {
  interface FastifyInstance {
    /** Records measurements; does nothing without `METRICS_NAMESPACE`. */
    metrics: { observe: MetricLines['observe'] };
  }
}

/** Maximum number of values in one line (CloudWatch Embedded Metric Format specification). */
const valuesPerLine = 100;
const intervalMilliseconds = 60_000;

interface Series {
  readonly dimension: Dimension;
  readonly value: string;
  readonly durations: number[];
  errors: number;
}

/**
 * Requests, errors and durations, collected and written as lines of CloudWatch's Embedded Metric
 * Format, from which CloudWatch creates metrics when it ingests the log.
 */
export class MetricLines {
  readonly #namespace: string;
  readonly #service: string;
  readonly #write: (line: string) => void;
  readonly #now: () => number;
  readonly #series = new Map<string, Series>();

  constructor(
    namespace: string,
    service: string,
    write: (line: string) => void,
    now: () => number = Date.now,
  ) {
    this.#namespace = namespace;
    this.#service = service;
    this.#write = write;
    this.#now = now;
  }

  /** Records one request. A series is written when its line is full, and by {@link flush}. */
  observe(dimension: Dimension, value: string, milliseconds: number, failed: boolean): void {
    const key = `${dimension} ${value}`;
    const series = this.#series.get(key) ?? { dimension, value, durations: [], errors: 0 };
    this.#series.set(key, series);
    series.durations.push(Math.round(milliseconds * 10) / 10);
    if (failed) series.errors += 1;
    if (series.durations.length === valuesPerLine) this.#writeSeries(key, series);
  }

  /** Writes everything recorded since the last time. */
  flush(): void {
    for (const [key, series] of this.#series) this.#writeSeries(key, series);
  }

  #writeSeries(key: string, { dimension, value, durations, errors }: Series): void {
    this.#series.delete(key);
    const line = {
      _aws: {
        Timestamp: this.#now(),
        CloudWatchMetrics: [
          {
            Namespace: this.#namespace,
            // Routes add up to the service; upstream requests are part of them.
            Dimensions:
              dimension === 'Route'
                ? [['Service'], ['Service', 'Route']]
                : [['Service', dimension]],
            Metrics: [
              { Name: 'Requests', Unit: 'Count' },
              { Name: 'Errors', Unit: 'Count' },
              { Name: 'Duration', Unit: 'Milliseconds' },
            ],
          },
        ],
      },
      Service: this.#service,
      [dimension]: value,
      Requests: durations.length,
      Errors: errors,
      Duration: durations,
    };
    this.#write(`${JSON.stringify(line)}\n`);
  }
}

/**
 * Measures every route: requests, errors on our side (5xx), and durations. Leaves out health checks,
 * and event streams, which last as long as a browser window is open.
 */
export const metrics = plugin(
  async (
    app: FastifyInstance,
    options: {
      manifest: ServiceManifest;
      namespace: string | undefined;
      write?: (line: string) => void;
    },
  ) => {
    const { manifest, namespace, write = (line) => void process.stdout.write(line) } = options;
    if (namespace === undefined) {
      app.decorate('metrics', { observe: () => {} });
      return;
    }
    const lines = new MetricLines(namespace, manifest.name, write);
    app.decorate('metrics', lines);

    const unmeasured = new Set([manifest.healthPath, manifest.readyPath]);
    app.addHook('onResponse', async (request, reply) => {
      const { url = '(none)' } = request.routeOptions;
      const type = reply.getHeader('content-type');
      if (unmeasured.has(url) || String(type).startsWith('text/event-stream')) return;
      const failed = reply.statusCode >= 500;
      lines.observe('Route', `${request.method} ${url}`, reply.elapsedTime, failed);
    });

    const timer = setInterval(() => lines.flush(), intervalMilliseconds).unref();
    app.addHook('onClose', async () => {
      clearInterval(timer);
      lines.flush();
    });
  },
  { name: 'metrics' },
);
