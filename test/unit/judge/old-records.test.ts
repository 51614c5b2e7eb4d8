import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readRecord } from '../../../src/history/reader.ts';
import { judge } from '../../../src/judge/measure/judge.ts';
import { resultSchema } from '../../../src/judge/measure/types.ts';

const records = fileURLToPath(new URL('../../fixtures/records/', import.meta.url));
const names = readdirSync(records, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** What must be the same for ever; a check may get another title, or another text of how it is done. */
function lasting(result: unknown) {
  const { verdict, sentence, reasons, faults, objectives, measurements, phases, outages, loss, checks } =
    resultSchema.parse(result);
  const found = checks.map(({ name, verdict, summary, evidence }) => ({ name, verdict, summary, evidence }));
  return {
    verdict,
    sentence,
    reasons,
    faults,
    objectives,
    measurements,
    phases,
    outages,
    loss,
    checks: found,
  };
}

test.each(names)('the record %s is judged as on the day of its drill', async (name) => {
  const then = JSON.parse(readFileSync(`${records}${name}/result.json`, 'utf8'));
  const now = JSON.parse(JSON.stringify(judge(await readRecord(`${records}${name}`))));
  expect(lasting(now)).toEqual(lasting(then));
});
