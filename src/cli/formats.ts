import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { gateSchema } from '../compare/gate-schema.ts';
import { comparisonSchema } from '../compare/schema.ts';
import { suiteStatusSchema } from '../compare/suite-status.ts';
import { type JsonSchema, jsonSchemaOf } from '../document/json-schema.ts';
import { faults } from '../faults/list.ts';
import { manifestSchema } from '../history/manifest.ts';
import { resultSchema } from '../judge/measure/types.ts';
import { packageRoot } from '../package-root.ts';
import { projectSchema } from '../project/schema.ts';
import { scenarioSchema } from '../scenario/schema.ts';
import { suiteSchema } from '../suite/schema.ts';
import { configurationSchema } from '../topology/configuration-schema.ts';
import { topologySchema } from '../topology/schema.ts';
import { stackSchema } from '../topology/stack-schema.ts';
import { besideWorkloads } from '../workload/beside/list.ts';
import { sqlFile } from '../workload/sql/schema.ts';
import { withAgentsTable } from './agents-table.ts';
import { faultsPage } from './faults-page.ts';
import { findingsPage } from './findings-page.ts';
import {
  configIntroduction,
  configurationIntroduction,
  scenarioIntroduction,
  sqlIntroduction,
  stackIntroduction,
  suiteIntroduction,
  topologyIntroduction,
} from './format-introductions.ts';
import { formatPage } from './format-page.ts';

export const formatNames = [
  'scenario',
  'topology',
  'stack',
  'configuration',
  'suite',
  'sql-workload',
  'config',
  'result',
  'run',
  'suite-status',
  'comparison',
  'gate',
] as const;
export type FormatName = (typeof formatNames)[number];

/** The JSON Schema of a format, titled. Of what people write for the first seven, of what we write for the others. */
export function schemaOf(format: FormatName): JsonSchema {
  switch (format) {
    case 'scenario':
      return withBesideOptions(
        withFaultParameters({ title: 'ha-drill scenario', ...jsonSchemaOf(scenarioSchema, 'input') }),
      );
    case 'topology':
      return { title: 'ha-drill topology: a compose file', ...jsonSchemaOf(composeSchema, 'input') };
    case 'stack':
      return {
        title: 'ha-drill.yml: a stack beside its compose files',
        ...jsonSchemaOf(stackSchema, 'input'),
      };
    case 'configuration':
      return {
        title: 'ha-drill.yml: your configuration in our cluster',
        ...jsonSchemaOf(configurationSchema, 'input'),
      };
    case 'suite':
      return { title: 'ha-drill suite', ...jsonSchemaOf(suiteSchema, 'input') };
    case 'sql-workload':
      return { title: 'ha-drill workload of your own SQL', ...jsonSchemaOf(sqlFile, 'input') };
    case 'config':
      return { title: 'ha-drill.config.yml', ...jsonSchemaOf(projectSchema, 'input') };
    case 'result':
      return { title: 'ha-drill result.json', ...jsonSchemaOf(resultSchema, 'output') };
    case 'run':
      return { title: 'ha-drill run.json', ...jsonSchemaOf(manifestSchema, 'output') };
    case 'suite-status':
      return { title: 'ha-drill suite.json', ...jsonSchemaOf(suiteStatusSchema, 'output') };
    case 'comparison':
      return { title: 'ha-drill comparison.json', ...jsonSchemaOf(comparisonSchema, 'output') };
    case 'gate':
      return { title: 'what ha-drill gate --json prints', ...jsonSchemaOf(gateSchema, 'output') };
  }
}

export function schemaText(format: FormatName): string {
  return `${JSON.stringify(schemaOf(format), null, 2)}\n`;
}

/** Every generated file of the repository, by path: the schemas, and the pages of what people write. */
export function generatedFiles(): Record<string, string> {
  const schemas = formatNames.map((name) => [`schema/${name}.schema.json`, schemaText(name)]);
  return {
    ...Object.fromEntries(schemas),
    'docs/scenario.md': formatPage('Scenario', scenarioIntroduction, schemaOf('scenario')),
    'docs/topology.md': formatPage('Topology', topologyIntroduction, schemaOf('topology')),
    'docs/stack.md': formatPage('Stack', stackIntroduction, schemaOf('stack')),
    'docs/configuration.md': formatPage(
      'Your configuration in our cluster',
      configurationIntroduction,
      schemaOf('configuration'),
    ),
    'docs/suite.md': formatPage('Suite', suiteIntroduction, schemaOf('suite')),
    'docs/sql-workload.md': formatPage('Your own SQL', sqlIntroduction, schemaOf('sql-workload')),
    'docs/config.md': formatPage('Project file', configIntroduction, schemaOf('config')),
    'docs/faults.md': faultsPage(),
    'docs/findings.md': findingsPage(),
    'docs/security.md': withAgentsTable(readFileSync(new URL('docs/security.md', packageRoot), 'utf8')),
  };
}

/** A compose file; what Compose reads of it is left to Compose. */
const composeSchema = z.looseObject({ 'x-ha-drill': topologySchema });

/** Says of each fault what may stand under `with`, so that an editor completes and checks it too. */
function withFaultParameters(schema: JsonSchema): JsonSchema {
  const method = schema.properties?.method;
  if (!method?.items) throw new Error('the schema of a scenario has no list called method');
  const rules = Object.entries(faults).map(([fault, { parameters }]) => {
    const { $schema: _, ...shape } = jsonSchemaOf(parameters, 'input');
    // biome-ignore lint/suspicious/noThenProperty: it is the keyword of JSON Schema
    return { if: { properties: { fault: { const: fault } } }, then: { properties: { with: shape } } };
  });
  const items = { ...method.items, allOf: rules };
  return { ...schema, properties: { ...schema.properties, method: { ...method, items } } };
}

/** Says the same of each workload beside the ledger. */
function withBesideOptions(schema: JsonSchema): JsonSchema {
  const { workload } = schema.properties ?? {};
  const beside = workload?.properties?.beside;
  if (!beside?.items) throw new Error('the schema of a scenario has no list called workload.beside');
  const rules = Object.values(besideWorkloads).map(({ name, options }) => {
    const { $schema: _, ...shape } = jsonSchemaOf(options, 'input');
    // biome-ignore lint/suspicious/noThenProperty: it is the keyword of JSON Schema
    return { if: { properties: { kind: { const: name } } }, then: { properties: { with: shape } } };
  });
  const items = { ...beside.items, allOf: rules };
  const changed = { ...workload, properties: { ...workload?.properties, beside: { ...beside, items } } };
  return { ...schema, properties: { ...schema.properties, workload: changed } };
}
