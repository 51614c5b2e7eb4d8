import { basename, dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { manyProblems } from '../document/problem.ts';
import { readSource } from '../document/source.ts';
import { DrillError, usageError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { policyEntries } from '../project/current.ts';
import { loadSettings, projectFileName } from '../project/load.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load.ts';
import { loadSuite } from '../suite/load.ts';
import { cellsOf, combinationsOf } from '../suite/matrix.ts';
import { changeLine } from '../topology/config/change.ts';
import { topologyAt } from '../topology/load.ts';
import { type Trust, trustHint } from '../topology/trust.ts';
import { type TrustOption, trustOf, trustOption } from './options.ts';
import { print } from './output.ts';
import { renderSarif } from './sarif.ts';
import { tellWarnings, warningLines } from './warnings.ts';

/** What came of one file. */
type Validated = {
  readonly file: string;
  /** What it is, when it is in order; null when it is not. */
  readonly what: string | null;
  /** A line each: `file:line:column: path: expected ..., found ...`; maybe of a file that this one names. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  /** Lines of configuration of the user that are not taken as they are. */
  readonly changes: readonly string[];
  /** What to do about the problems. */
  readonly hint: string | null;
};

type ValidateOptions = { json?: boolean; sarif?: boolean } & TrustOption;

/** `ha-drill validate`: the problems of all files at once, or a line for each that is in order. */
export function validateCommand(): Command {
  return new Command('validate')
    .description('check scenarios, suites and compose files without running anything')
    .argument('<file...>', 'scenario and suite files, and compose files with an x-ha-drill section')
    .option(...trustOption)
    .option('--json', 'print what came of each file as JSON')
    .option('--sarif', 'print problems and warnings as SARIF 2.1.0, for code scanning')
    .action(async (files: string[], { json, sarif, ...options }: ValidateOptions) => {
      if (json && sarif) throw usageError('--json and --sarif: expected one of them, found both');
      const validated: Validated[] = [];
      for (const file of files)
        validated.push(await validate(file, (json ?? sarif) === true, trustOf(options)));
      if (json) print(JSON.stringify(validated, null, 2));
      if (sarif) print(renderSarif(validated.flatMap(sarifLines)));
      // Two scenarios of one broken topology have its problems in common: they are told once.
      const lines = [...new Set(validated.flatMap(({ problems }) => problems))];
      if (lines.length === 0) return;
      if (json || sarif) process.exitCode = exitCodes.usage.code;
      else throw manyProblems(lines, hintOf(validated) ?? summaryOf(lines.length, files.length));
    });
}

function sarifLines({ file, problems, warnings }: Validated) {
  return [
    ...problems.map((text) => ({ level: 'error' as const, text, file })),
    ...warnings.map((text) => ({ level: 'warning' as const, text, file })),
  ];
}

async function validate(file: string, quiet: boolean, trust: Trust): Promise<Validated> {
  try {
    const { what, drills, changes = [] } = await validateFile(file, trust);
    if (!quiet) print(`ok  ${file}: ${what}`);
    if (!quiet) for (const change of changes) print(`    ${change}`);
    if (!quiet) tellWarnings(drills);
    return { file, what, problems: [], warnings: warningLines(drills), changes, hint: null };
  } catch (error) {
    if (!(error instanceof DrillError) || error.exit !== 'usage') throw error;
    return { file, what: null, problems: error.lines, warnings: [], changes: [], hint: error.hint ?? null };
  }
}

/** What is said of topologies that are not trusted, where there is one. */
function hintOf(validated: readonly Validated[]): string | undefined {
  return validated.some(({ hint }) => hint === trustHint) ? trustHint : undefined;
}

/** What a file is, when it is in order, and the drills that it stands for. */
async function validateFile(
  file: string,
  trust: Trust,
): Promise<{ what: string; drills: readonly LoadedScenario[]; changes?: readonly string[] }> {
  const source = await readSource(file);
  if (basename(file) === projectFileName) {
    // Its flags were looked at when this command began.
    await loadSettings(dirname(resolve(file)));
    return { what: 'project file', drills: [] };
  }
  if (['services', 'x-ha-drill', 'compose', 'extends'].some((key) => source.document.has(key))) {
    const topology = await topologyAt(file, trust);
    const what = `topology ${topology.name}, ${topology.section.nodes.length} nodes`;
    return { what, drills: [], changes: topology.configured?.changes.map(changeLine) ?? [] };
  }
  if (source.document.has('scenarios')) {
    const loaded = await loadSuite(file, trust);
    const cells = cellsOf(await combinationsOf(loaded), loaded.suite);
    return {
      what: `suite ${loaded.suite.name}, ${cells.length} drills`,
      drills: cells.map(({ drill }) => drill),
    };
  }
  const loaded = await loadScenario(file, [], trust, policyEntries());
  return { what: `scenario ${loaded.scenario.name} on ${loaded.topology.name}`, drills: [loaded] };
}

function summaryOf(problems: number, files: number): string {
  const count = problems === 1 ? '1 problem' : `${problems} problems`;
  return `${count} in ${files === 1 ? '1 file' : `${files} files`}; \`ha-drill schema scenario\` prints the format, \`ha-drill list\` the names`;
}
