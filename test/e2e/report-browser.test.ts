import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { renderHtml } from '../../src/report/html.ts';
import { sampleRecord } from '../unit/report/sample-record.ts';
import { sampleResult } from '../unit/report/sample-result.ts';
import { dumpDom, ensureChromium } from './chromium.ts';

const pageSchema = z.object({
  title: z.string(),
  width: z.number(),
  scrollWidth: z.number(),
  text: z.string(),
  pictures: z.array(
    z.object({
      title: z.string(),
      width: z.number(),
      height: z.number(),
      collisions: z.array(z.string()),
      outside: z.array(z.string()),
    }),
  ),
});
const foundSchema = z.object({ desk: pageSchema, phone: pageSchema, strict: pageSchema });
type Found = z.infer<typeof foundSchema>;

/** What Jenkins sends with archived pages: no script and no inline style. */
const strictPolicy = "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'";

function serve(report: string): Promise<Server> {
  const probe = readFileSync(new URL('./report-probe.html', import.meta.url), 'utf8');
  const server = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    if (request.url?.startsWith('/strict/')) response.setHeader('Content-Security-Policy', strictPolicy);
    response.end(request.url === '/' ? probe : report);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

async function lookAt(report: string): Promise<Found> {
  const chromium = await ensureChromium();
  const server = await serve(report);
  try {
    const { port } = server.address() as AddressInfo;
    const dom = await dumpDom(chromium, `http://127.0.0.1:${port}/`);
    const found = /<pre id="found">([^<]+)<\/pre>/.exec(dom)?.[1];
    if (found === undefined) throw new Error(`the probe found nothing; the page was:\n${dom.slice(0, 2000)}`);
    return foundSchema.parse(JSON.parse(decodeURIComponent(found)));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Faults on top of each other, outages in a row, and names nobody wished for. */
function crowdedReport(): string {
  const [record, result] = [sampleRecord(), sampleResult()];
  const name = 'mysql-primary-in-the-eastern-region-1';
  const nodes = ['mysql1', 'mysql2', 'mysql3', 'mysql4', name];
  const fault = (step: number, inForceAtMs: number) => ({
    ...{ step, turn: 0, fault: 'partition', targets: [name, 'mysql2'], evidence: 'packets dropped' },
    ...{ injectingAtMs: inForceAtMs - 10, inForceAtMs },
  });
  return renderHtml(
    { ...record, manifest: { ...record.manifest, topology: { ...record.manifest.topology, nodes } } },
    {
      ...result,
      faults: [fault(0, 17_934), fault(1, 18_100), fault(2, 18_150), fault(3, 46_000), fault(4, 47_900)],
      outages: Array.from({ length: 30 }, (_, index) => ({
        ...{ stream: 'service' as const, open: index === 29, missedWrites: 9 },
        ...{ startedAtMs: 18_000 + index * 1000, endedAtMs: 18_000 + index * 1000 + 300 + index * 20 },
      })),
      phases: result.phases.map((phase) => ({ ...phase, endedBy: `${name} ${phase.endedBy.repeat(3)}` })),
      measurements: result.measurements.map((one) => ({
        ...one,
        value: (one.value ?? 1) * 40,
        atLeast: true,
      })),
    },
  );
}

describe('a crowded report in Chromium', () => {
  test('labels still keep out of each other’s way', async () => {
    const { desk, phone } = await lookAt(crowdedReport());
    expect(desk.scrollWidth).toBeLessThanOrEqual(desk.width);
    expect(phone.scrollWidth).toBeLessThanOrEqual(phone.width);
    for (const { title, collisions, outside } of desk.pictures)
      expect({ title, collisions, outside }).toEqual({ title, collisions: [], outside: [] });
  });
});

describe('the report in Chromium', () => {
  let found: Found;
  beforeAll(async () => {
    found = await lookAt(renderHtml(sampleRecord(), sampleResult()));
  });

  test('nothing runs over the edge, on a desk or on a phone', () => {
    expect(found.desk.scrollWidth).toBeLessThanOrEqual(found.desk.width);
    expect(found.phone.scrollWidth).toBeLessThanOrEqual(found.phone.width);
  });

  test('the story can be read', () => {
    expect(found.desk.title).toBe('PASS: kill-primary on semisync');
    for (const words of [
      'nobody could write for 1.40 s',
      'Acknowledged writes lost',
      'The client’s own share of the application’s RTO is 746 ms',
      'fault: kill mysql1',
      'primary, writable',
      'failure-detected',
      'ha-drill run scenarios/kill-primary.yml --seed 7',
    ])
      expect(found.desk.text).toContain(words);
  });

  test('every picture has a size, no label covers another, and none is cut off', () => {
    expect(found.desk.pictures.length).toBeGreaterThan(10);
    for (const picture of found.desk.pictures) {
      expect(picture.width, picture.title).toBeGreaterThan(100);
      expect(picture.height, picture.title).toBeGreaterThan(10);
      expect(picture.collisions, picture.title).toEqual([]);
      expect(picture.outside, picture.title).toEqual([]);
    }
  });

  test('under the strict policy of Jenkins it is plain but all there', () => {
    expect(found.strict.text).toContain('nobody could write for 1.40 s');
    expect(found.strict.text).toContain('Every node equals the primary');
    expect(found.strict.pictures.map(({ title }) => title)).toEqual(
      found.desk.pictures.map(({ title }) => title),
    );
    for (const picture of found.strict.pictures) expect(picture.height, picture.title).toBeGreaterThan(10);
  });
});
