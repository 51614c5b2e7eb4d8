import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { exportCommand, traceOf } from '../../../src/cli/export.ts';
import { sendTrace } from '../../../src/cli/send-trace.ts';
import { invoke } from './invoke.ts';

const value = z.union([
  z.strictObject({ stringValue: z.string() }),
  z.strictObject({ intValue: z.string().regex(/^-?\d+$/) }),
  z.strictObject({ doubleValue: z.number() }),
]);
const attributes = z.array(z.strictObject({ key: z.string().min(1), value }));
const nanoseconds = z.string().regex(/^\d{19}$/);
/** What a collector takes: the JSON of ExportTraceServiceRequest (opentelemetry-proto, JSON Protobuf Encoding), strictly. */
const requestSchema = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: z.strictObject({ attributes }),
      scopeSpans: z.array(
        z.strictObject({
          scope: z.strictObject({ name: z.string(), version: z.string() }),
          spans: z.array(
            z.strictObject({
              traceId: z.string().regex(/^[\da-f]{32}$/),
              spanId: z.string().regex(/^[\da-f]{16}$/),
              parentSpanId: z
                .string()
                .regex(/^[\da-f]{16}$/)
                .optional(),
              name: z.string().min(1),
              kind: z.literal(1),
              startTimeUnixNano: nanoseconds,
              endTimeUnixNano: nanoseconds,
              attributes,
              status: z.strictObject({
                code: z.union([z.literal(0), z.literal(2)]),
                message: z.string().optional(),
              }),
            }),
          ),
        }),
      ),
    }),
  ),
});

const record = 'test/fixtures/records/group-kill';
const spansOf = (text: string) =>
  requestSchema.parse(JSON.parse(text)).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans[0]?.spans ?? []);

/** A collector that keeps what it gets, and answers with a status. */
async function collector(status: number) {
  const got: { path: string | undefined; headers: NodeJS.Dict<string | string[]>; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      got.push({ path: request.url, headers: request.headers, body });
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return { got, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('a drill is a trace: one root, below it the phases, faults and outages, within its time', async () => {
  const spans = spansOf(await traceOf(record));
  const [root, ...others] = spans;
  expect(root?.parentSpanId).toBeUndefined();
  expect(root?.name).toMatch(/^drill .* on group/);
  for (const span of others) {
    expect(span.parentSpanId).toBe(root?.spanId);
    expect(span.traceId).toBe(root?.traceId);
    expect(BigInt(span.startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(root?.startTimeUnixNano ?? 0));
    expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano));
    expect(BigInt(span.endTimeUnixNano)).toBeLessThanOrEqual(BigInt(root?.endTimeUnixNano ?? 0));
  }
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
  const names = others.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'phase baseline',
      'phase method',
      'phase recovery',
      'rto: promoted',
      'rto: first-write',
    ]),
  );
  expect(names.some((name) => name.startsWith('fault 0.0: kill of '))).toBe(true);
  expect(root?.attributes).toContainEqual({ key: 'ha_drill.topology', value: expect.anything() });
});

test('the phases of an RTO follow each other without a gap', async () => {
  const parts = spansOf(await traceOf(record)).filter(({ name }) => name.startsWith('rto: '));
  expect(parts.length).toBeGreaterThan(2);
  for (const [index, part] of parts.slice(1).entries())
    expect(part.startTimeUnixNano).toBe(parts[index]?.endTimeUnixNano);
});

test('a drill that failed is an error, and what is exported twice is the same trace', async () => {
  const failed = 'test/fixtures/records/no-fencing';
  const [first, again] = [await traceOf(failed), await traceOf(failed)];
  expect(again).toBe(first);
  expect(spansOf(first)[0]?.status).toMatchObject({
    code: 2,
    message: expect.stringContaining('acknowledged'),
  });
});

test('it is sent to where the variables of OpenTelemetry say, with their headers', async () => {
  const { got, address } = await collector(200);
  const trace = await traceOf(record);
  const headers = { OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=a%20b, authorization=Bearer%20c' };
  const place = await sendTrace(trace, { OTEL_EXPORTER_OTLP_ENDPOINT: `${address}/`, ...headers });
  expect(place).toBe(`${address}/v1/traces`);
  await sendTrace(trace, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${address}/own?key=secret` });
  expect(got.map(({ path }) => path)).toEqual(['/v1/traces', '/own?key=secret']);
  expect(got[0]?.headers).toMatchObject({
    'content-type': 'application/json',
    'x-tenant': 'a b',
    authorization: 'Bearer c',
  });
  for (const { body } of got) expect(spansOf(body).length).toBeGreaterThan(5);
});

test('a collector that refuses, or is not there, is told without what may be secret', async () => {
  const { address } = await collector(503);
  const endpoint = `${address}/own?key=secret`;
  await expect(sendTrace('{}', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint })).rejects.toMatchObject({
    exit: 'environment',
    message: `the trace was refused by ${address}/own: HTTP 503`,
  });
  const nobody = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };
  await expect(sendTrace('{}', nobody)).rejects.toMatchObject({ exit: 'environment' });
  await expect(sendTrace('{}', { OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost' })).rejects.toMatchObject({
    exit: 'usage',
  });
});

test('`export --otlp` prints it', async () => {
  const { stdout } = await invoke(exportCommand(), record, '--otlp');
  expect(spansOf(stdout).length).toBeGreaterThan(5);
});
