import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startServiceProcess } from '../src/service-process.ts';

/** A program with the log line and the shutdown of a service, in a folder that goes with the test. */
function program(body: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'stockroom-service-process-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'server.mjs');
  writeFileSync(file, body);
  return file;
}

const server = `
  import { createServer } from 'node:http';
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    response.statusCode = requests > 1 ? 200 : 503;
    response.end(JSON.stringify(process.env));
  });
  server.listen(Number(process.env.PORT), process.env.HOST, () => {
    console.log(JSON.stringify({ msg: 'Server listening at http://127.0.0.1:' + server.address().port }));
  });
  process.once('SIGINT', () => process.exit(0));
`;

test('has its URL, waits for readiness, and stops', async () => {
  await using service = startServiceProcess(program(server), { GREETING: 'Hello' });

  const url = await service.ready();

  expect(url).toBe(await service.listening);
  const environment = await (await fetch(url)).json();
  expect(environment).toMatchObject({ PATH: process.env.PATH, GREETING: 'Hello' });
  expect(environment).not.toHaveProperty('VITEST');
  expect(await service.stop()).toBe(0);
});

test('a process that ends before it listens rejects with its output', async () => {
  await using service = startServiceProcess(
    program(`console.error('The database is missing.'); process.exitCode = 3;`),
    {},
  );

  await expect(service.ready()).rejects.toThrow('The database is missing.');
  expect(await service.exited).toBe(3);
});
