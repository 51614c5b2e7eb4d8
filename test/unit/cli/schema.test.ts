import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type FormatName, formatNames, generatedFiles, schemaOf } from '../../../src/cli/formats.ts';
import { schemaCommand } from '../../../src/cli/schema.ts';
import { faults } from '../../../src/faults/list.ts';
import { packageRoot } from '../../../src/package-root.ts';
import { scenarioSchema } from '../../../src/scenario/schema.ts';
import { topologySchema } from '../../../src/topology/schema.ts';
import { killPrimary, pair } from '../scenario/examples.ts';
import { invoke } from './invoke.ts';

describe('what is committed', () => {
  test.each(Object.entries(generatedFiles()))('%s is up to date', async (path, text) => {
    const committed = await readFile(new URL(path, packageRoot), 'utf8');
    expect(committed, 'npm run schema writes it again').toBe(text);
  });
});

/** Whether an editor that has the JSON Schema would be content. */
const accepts = (format: FormatName, document: unknown): boolean =>
  new Ajv({ strict: false }).validate(schemaOf(format), document);

describe.each(formatNames)('the JSON Schema of %s', (format) => {
  test('is one', () => {
    expect(new Ajv({ strict: false }).validateSchema(schemaOf(format))).toBe(true);
    expect(schemaOf(format)).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#' });
  });
});

describe('a scenario', () => {
  /** Whether the loader's own schemas are content. */
  const parses = (document: unknown): boolean => {
    const parsed = scenarioSchema.safeParse(document);
    if (!parsed.success) return false;
    return parsed.data.method.every((step) => faults[step.fault].parameters.safeParse(step.with).success);
  };

  test.each([
    '',
    'description: in words',
    'workload: { rate: 50/s, writers: 4, probeEvery: 20ms }',
    'observe: 1m30s',
    'checks: [nodes-equal-primary]',
    'method: [{ fault: kill, target: replica, with: { what: host } }]',
    "parameters: { POLL_MS: '50' }",
  ])('with "%s" is accepted by the JSON Schema as by the loader', (change) => {
    const document = { ...parse(killPrimary), ...parse(change) };
    expect(parses(document)).toBe(true);
    expect(accepts('scenario', document)).toBe(true);
  });

  test.each([
    'colour: red',
    'name: Two Words',
    'question: ""',
    'question: null',
    'observe: 5',
    'observe: soon',
    'workload: { rate: 50 }',
    'workload: { writers: 0 }',
    'workload: { writers: 1.5 }',
    'method: []',
    'method: [{ fault: kill }]',
    'method: [{ fault: explode, target: primary }]',
    'method: [{ fault: kill, target: master }]',
    'method: [{ fault: kill, target: primary, with: { what: cat } }]',
    'method: [{ fault: kill, target: primary, with: { how: fast } }]',
    'objectives: { rto: <= 5s }',
    'objectives: { rto-service: 5s }',
    'checks: [all-is-well]',
    'parameters: { POLL_MS: 50 }',
  ])('with "%s" is refused by the JSON Schema as by the loader', (change) => {
    const document = { ...parse(killPrimary), ...parse(change) };
    expect(parses(document)).toBe(false);
    expect(accepts('scenario', document)).toBe(false);
  });
});

describe('a topology', () => {
  const section = parse(pair)['x-ha-drill'];
  const parses = (changed: unknown): boolean => topologySchema.safeParse(changed).success;

  test.each([{}, { parameters: {} }, { manager: { service: 'm', port: 8080 } }])(
    'with %j is accepted',
    (change) => {
      expect(parses({ ...section, ...change })).toBe(true);
      expect(accepts('topology', { ...parse(pair), 'x-ha-drill': { ...section, ...change } })).toBe(true);
    },
  );

  test.each([
    { title: '' },
    { nodes: [] },
    { nodes: 'db1' },
    { replication: 'hope' },
    { manager: { service: 'm' } },
    { endpoints: {} },
    { proxy: { service: 'p', port: 1 } },
    { parameters: { poll: { description: '', default: '' } } },
    { parameters: { POLL: { default: '' } } },
  ])('with %j is refused', (change) => {
    expect(parses({ ...section, ...change })).toBe(false);
    expect(accepts('topology', { ...parse(pair), 'x-ha-drill': { ...section, ...change } })).toBe(false);
  });
});

describe('the command', () => {
  test('prints one schema, or all of them by name', async () => {
    const one = await invoke(schemaCommand(), 'scenario');
    expect(JSON.parse(one.stdout)).toEqual(schemaOf('scenario'));
    const all = await invoke(schemaCommand());
    expect(Object.keys(JSON.parse(all.stdout))).toEqual(formatNames);
  });

  test('knows no other format', async () => {
    await expect(invoke(schemaCommand(), 'report')).rejects.toThrow(
      'Allowed choices are scenario, topology, stack, configuration, suite, sql-workload, config, result, run, suite-status, comparison, gate.',
    );
  });
});
