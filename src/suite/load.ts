import { existsSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, problemAt } from '../document/check.ts';
import { fromHere } from '../document/from-here.ts';
import { invalidDocument, type Problem } from '../document/problem.ts';
import { readSource, type Source } from '../document/source.ts';
import { shown } from '../document/wording.ts';
import { DrillError } from '../errors.ts';
import { packageRoot } from '../package-root.ts';
import { policyEntries } from '../project/current.ts';
import { knownScenario } from '../scenario/list.ts';
import { loadScenario } from '../scenario/load.ts';
import { findTopology, listTopologies } from '../topology/find.ts';
import { loadTopology, noSuchTopology } from '../topology/load.ts';
import { type Trust, untrusted } from '../topology/trust.ts';
import { type Suite, suiteSchema } from './schema.ts';

/** A suite with the files that it names. */
export type LoadedSuite = {
  readonly path: string;
  readonly suite: Suite;
  /** Paths of scenario files, each once. */
  readonly scenarios: readonly string[];
  /** Names of topologies, or absolute paths of compose files. */
  readonly topologies: readonly string[];
  /** Whether the topologies may reach this machine. */
  readonly trust: Trust;
};

const hint = '`ha-drill schema suite` prints the whole format';

/**
 * Loads a suite file, or the suite of this package of that name, and every scenario and topology that it names by itself.
 *
 * @throws DrillError (exit 64) with all problems of the suite, its scenarios and its topologies
 */
export async function loadSuite(nameOrPath: string, trust: Trust = untrusted): Promise<LoadedSuite> {
  const path = findSuite(nameOrPath);
  const source = await readSource(path);
  const { value: suite, problems } = check(source, suiteSchema);
  if (!suite) throw invalidDocument(problems, hint);
  const found = await scenariosOf(source, suite);
  const topologies = await topologiesOf(source, suite);
  const elsewhere = await refusals([
    ...found.paths.map((scenario) => () => loadScenario(scenario, [], trust, policyEntries())),
    ...topologies.names.map((topology) => () => loadTopology(topology, process.cwd(), trust)),
  ]);
  const all = [...found.problems, ...topologies.problems];
  if (all.length > 0 || elsewhere.length > 0) throw invalidDocument(all, hint, elsewhere);
  return { path, suite, scenarios: found.paths, topologies: topologies.names, trust };
}

async function scenariosOf(
  source: Source,
  { scenarios }: Suite,
): Promise<{ readonly paths: string[]; readonly problems: Problem[] }> {
  const paths = new Set<string>();
  const problems: Problem[] = [];
  for (const [index, pattern] of scenarios.entries()) {
    const matches = await matchesOf(pattern, dirname(source.path));
    if (matches === undefined) {
      const message = `expected a pattern of at most ${mostMatches} files, found within ${mostSearchMs / 1000} s, found ${shown(pattern)}`;
      problems.push(problemAt(source, ['scenarios', index], message, 'name a folder closer to the files'));
      continue;
    }
    for (const match of matches.toSorted()) paths.add(fromHere(resolve(dirname(source.path), match)));
    if (matches.length > 0) continue;
    const known = await knownScenario(pattern);
    if (known !== undefined) {
      paths.add(known);
      continue;
    }
    const message = `expected the path of a scenario from ${dirname(source.path)}, or a name of \`ha-drill list\`, found ${shown(pattern)}: no such file`;
    problems.push(problemAt(source, ['scenarios', index], message));
  }
  return { paths: [...paths], problems };
}

const mostMatches = 1000;
const mostSearchMs = 3000;

/** The files that a pattern means; undefined where it means too many, or searches half the machine for them. */
async function matchesOf(pattern: string, folder: string): Promise<string[] | undefined> {
  const matches: string[] = [];
  const startedAtMs = performance.now();
  const isTooMuch = () => matches.length > mostMatches || performance.now() - startedAtMs > mostSearchMs;
  // Asked at each entry of a folder, because a search that finds nothing hands out nothing.
  const exclude = () => isTooMuch();
  for await (const match of glob(pattern, { cwd: folder, exclude })) {
    matches.push(match);
    if (isTooMuch()) break;
  }
  return isTooMuch() ? undefined : matches;
}

async function topologiesOf(
  source: Source,
  { topologies }: Suite,
): Promise<{ readonly names: string[]; readonly problems: Problem[] }> {
  const known = await listTopologies();
  const names = new Set<string>();
  const problems: Problem[] = [];
  for (const [index, name] of topologies.entries()) {
    if (known.includes(name)) names.add(name);
    else if (await findTopology(name, dirname(source.path))) names.add(resolve(dirname(source.path), name));
    else {
      const { message, suggestion } = await noSuchTopology(name);
      problems.push(problemAt(source, ['topologies', index], message, suggestion));
    }
  }
  return { names: [...names], problems };
}

/** What those say that refuse, in order. */
async function refusals(attempts: readonly (() => Promise<unknown>)[]): Promise<string[]> {
  const messages: string[] = [];
  for (const attempt of attempts) {
    try {
      await attempt();
    } catch (error) {
      if (!(error instanceof DrillError)) throw error;
      messages.push(...error.lines);
    }
  }
  return messages;
}

/** The file that a user means: the path as it is, where there is such a file, else the suite of this package of that name. */
function findSuite(nameOrPath: string): string {
  if (existsSync(nameOrPath) || !/^[\w-]+$/.test(nameOrPath)) return nameOrPath;
  const own = fileURLToPath(new URL(`suites/${nameOrPath}.yml`, packageRoot));
  return existsSync(own) ? fromHere(own) : nameOrPath;
}

/** The default folder of a suite's runs: a fixed one, so that starting it again goes on where it ended. */
export function suiteFolder(out: string, { suite }: Pick<LoadedSuite, 'suite'>): string {
  return resolve(join(out, suite.name));
}
