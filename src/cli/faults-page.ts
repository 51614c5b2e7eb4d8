import { type Disruption, disruptionNames, disruptions } from '../disruption.ts';
import { jsonSchemaOf } from '../document/json-schema.ts';
import { traits } from '../engine/replication/traits.ts';
import { faults, groupOf } from '../faults/list.ts';
import { needs } from '../faults/needs.ts';
import { targetKinds } from '../faults/premises.ts';
import type { Fault } from '../faults/types.ts';
import { keyTable } from './format-page.ts';

/** The catalogue of faults as a Markdown page. Generated, never edited. */
export function faultsPage(known: readonly Fault[] = Object.values(faults)): string {
  const groups = Object.entries(Object.groupBy(known, ({ name }) => groupOf(name)));
  const sections = groups.flatMap(([group, ofGroup]) => [
    `## ${group}`,
    '',
    ...ofGroup.flatMap((fault) => faultSection(fault)),
  ]);
  const lines = [
    '# Faults',
    '',
    '<!-- Generated from the catalogue by `npm run schema`. -->',
    '',
    introduction,
  ];
  return [...lines, '', ...targetTable(known), '', ...classTable(known), '', ...sections].join('\n');
}

/** The classes of disruption, for which a policy has targets, with their faults. */
function classTable(known: readonly Fault[]): string[] {
  const linked = (name: Disruption) =>
    known
      .filter((fault) => classesOf(fault).includes(name))
      .map((fault) => `[${fault.name}](#${fault.name})`);
  return [
    '## Classes of disruption',
    '',
    'The `policy` of a [project file](config.md) has targets for these. A step may say another than that of its fault (`disruption: site`).',
    '',
    '| class | what breaks | faults |',
    '|---|---|---|',
    ...disruptionNames.map((name) => `| ${name} | ${disruptions[name]} | ${linked(name).join(', ')} |`),
  ];
}

/** The classes that a fault may be of, by its parameters. */
function classesOf(fault: Fault): Disruption[] {
  const { properties = {} } = jsonSchemaOf(fault.parameters, 'input');
  const variants = Object.entries(properties).flatMap(([key, { enum: values = [] }]) =>
    values.map((value) => ({ [key]: value })),
  );
  // Where a parameter is required the class does not hang on any: it is asked with none.
  const classes = [{}, ...variants].map((one) =>
    fault.disruption(fault.parameters.safeParse(one).data ?? {}),
  );
  return disruptionNames.filter((name) => classes.includes(name));
}

/** What the page says of one fault, a line each. */
export function faultSection(fault: Fault): string[] {
  const { name, description, parameters, premises } = fault;
  const { target, replication = [], machine = [], image } = premises;
  const schema = jsonSchemaOf(parameters, 'input');
  const hasParameters = Object.keys(schema.properties ?? {}).length > 0;
  return [
    `### ${name}`,
    '',
    description,
    '',
    `Means something on: ${target.roles.join(', ')} (${target.because})${replication.map((one) => `, where ${traits[one]}`).join('')}.`,
    '',
    `Class of disruption: ${classesOf(fault).join(' or ')}.`,
    '',
    ...(hasParameters ? [...keyTable(schema), ''] : []),
    ...(image === undefined ? [] : [`Needs ${image} in the image of a node: those of ha-drill have it.`, '']),
    ...(machine.length > 0 ? [...machine.map((need) => `Needs \`${need}\`: ${needs[need]}.`), ''] : []),
  ];
}

const ends = {
  healed: 'healed',
  'started-again': 'what it stopped is started again',
  lasting: 'nothing to end: what it did lasts',
} as const satisfies Record<Fault['end'], string>;

/** Which fault means something on what, and how it ends. */
function targetTable(known: readonly Fault[]): string[] {
  return [
    `| fault | ${targetKinds.join(' | ')} | ends |`,
    `|---|${targetKinds.map(() => '---|').join('')}---|`,
    ...known.map(({ name, premises, end }) => {
      const marks = targetKinds.map((kind) => (premises.target.roles.includes(kind) ? 'yes' : ''));
      return `| [${name}](#${name}) | ${marks.join(' | ')} | ${ends[end]} |`;
    }),
  ];
}

const introduction = `Every fault is injected, proved to be in force by evidence, healed, and proved to be healed. What is killed or destroyed
is not healed: it is started again, or restored from a backup. Faults act from a container of their own in the
namespaces of their target, or through its SQL port; nothing on the host is touched.

\`ha-drill faults\` shows what this machine can do, \`ha-drill faults try <fault> --topology semisync\` shows one at work.
In a scenario the keys below stand under \`with\`. \`ha-drill validate\` refuses a fault at a target where it means
nothing, and two that exclude each other on one service at one time. To add one: [add-a-fault.md](extend/add-a-fault.md).`;
