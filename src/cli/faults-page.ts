import { jsonSchemaOf } from '../document/json-schema.ts';
import { faults, groupOf } from '../faults/list.ts';
import { needs } from '../faults/needs.ts';
import type { Fault } from '../faults/types.ts';
import { keyTable } from './format-page.ts';

/** The catalogue of faults as a Markdown page. Generated, never edited. */
export function faultsPage(known: readonly Fault[] = Object.values(faults)): string {
  const groups = Object.entries(Object.groupBy(known, ({ name }) => groupOf(name)));
  const sections = groups.flatMap(([group, ofGroup]) => [
    `## ${group}`,
    '',
    ...ofGroup.flatMap((fault) => sectionOf(fault)),
  ]);
  const lines = [
    '# Faults',
    '',
    '<!-- Generated from the catalogue by `npm run schema`. -->',
    '',
    introduction,
  ];
  return [...lines, '', ...sections].join('\n');
}

function sectionOf({ name, description, parameters, needs: needed }: Fault): string[] {
  const schema = jsonSchemaOf(parameters, 'input');
  const hasParameters = Object.keys(schema.properties ?? {}).length > 0;
  return [
    `### ${name}`,
    '',
    description,
    '',
    ...(hasParameters ? [...keyTable(schema), ''] : []),
    ...(needed ? [...needed.map((need) => `Needs \`${need}\`: ${needs[need]}.`), ''] : []),
  ];
}

const introduction = `Every fault is injected, proved to be in force by evidence, healed, and proved to be healed. What is killed or destroyed
is not healed: it is started again, or restored from a backup. Faults act from a container of their own in the
namespaces of their target, or through its SQL port; nothing on the host is touched.

\`ha-drill faults\` shows what this machine can do, \`ha-drill faults try <fault> --topology semisync\` shows one at work.
In a scenario the keys below stand under \`with\`.`;
