import { existsSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { compareRuns } from '../compare/compare.ts';
import { type Gate, gateSchema } from '../compare/gate-schema.ts';
import { runFolders, type StoredRun } from '../compare/read-runs.ts';
import { readText } from '../document/read-text.ts';
import { shortened } from '../document/shortened.ts';
import { usageError } from '../errors.ts';
import { parseJsonLine } from '../formats/json-line.ts';
import { type Annotation, annotationsOf } from '../report/ci/annotations.ts';
import { githubCommands } from '../report/ci/github.ts';
import { gitlabCodeQuality } from '../report/ci/gitlab.ts';
import { githubOutputs, gitlabVariables } from '../report/ci/outputs.ts';
import { type CiOutcome, renderCiSummary } from '../report/ci/summary.ts';
import { renderJunit, type TimedResult } from '../report/junit.ts';
import { struck } from '../secrets.ts';
import { comparedRuns, timedResults, writePage } from './compare.ts';
import { mostBaselineBytes } from './gate.ts';
import { print, printCommands, tell } from './output.ts';
import { requireWritableFile, requireWritableFolder, writeText } from './places.ts';

const aboutCi = `
It judges nothing and its exit code says nothing of the drills: run it after them, whatever became of them. Annotations stand at
the line of the objective that was missed. docs/ci.md leads through a whole workflow.`;

/** `ha-drill ci`: what came of drills, in the words of a CI service. */
export function ciCommand(): Command {
  const github = new Command('github')
    .description('write the job summary, the outputs of the step, and annotations')
    .argument('<folder...>', 'run folders, or folders that hold some')
    .option('--gate <file>', 'what `ha-drill gate --json` printed')
    .option('--junit <file>', 'write one JUnit file of the gate and of all drills')
    .action(async (folders: string[], { gate, junit }: { gate?: string; junit?: string }) => {
      if (junit !== undefined) await requireWritableFile('--junit', junit);
      const { outcome, annotations, drills } = await outcomeOf(folders, gate);
      if (junit !== undefined) await writeText(junit, struck(renderJunit(drills, outcome.gate)));
      const summary = renderCiSummary(outcome);
      const { GITHUB_STEP_SUMMARY, GITHUB_OUTPUT } = process.env;
      if (GITHUB_STEP_SUMMARY) await appendFile(GITHUB_STEP_SUMMARY, struck(summary));
      else print(summary);
      if (GITHUB_OUTPUT) await appendFile(GITHUB_OUTPUT, struck(githubOutputs(outcome)));
      printCommands(githubCommands(annotations, placeIn(process.env.GITHUB_WORKSPACE)));
    });
  const gitlab = new Command('gitlab')
    .description('write JUnit, a code quality report, variables (dotenv) and a summary')
    .argument('<folder...>', 'run folders, or folders that hold some')
    .option('--gate <file>', 'what `ha-drill gate --json` printed')
    .option('--out <folder>', 'where they are written', 'reports')
    .action(async (folders: string[], { gate, out }: { gate?: string; out: string }) => {
      await requireWritableFolder('--out', out);
      const { outcome, annotations, drills } = await outcomeOf(folders, gate);
      const files = {
        'junit.xml': renderJunit(drills, outcome.gate),
        'gl-code-quality-report.json': gitlabCodeQuality(annotations, placeIn(process.env.CI_PROJECT_DIR)),
        'ha-drill.env': gitlabVariables(outcome),
        'summary.md': renderCiSummary(outcome),
      };
      for (const [name, text] of Object.entries(files)) {
        await writeText(join(out, name), struck(text));
        tell(`wrote ${join(out, name)}`);
      }
    });
  return new Command('ci')
    .description('tell a CI service what came of drills: a summary, outputs, annotations')
    .addHelpText('after', aboutCi)
    .addCommand(github)
    .addCommand(gitlab);
}

async function outcomeOf(
  folders: readonly string[],
  gateFile: string | undefined,
): Promise<{ outcome: CiOutcome; annotations: Annotation[]; drills: TimedResult[] }> {
  const gate = gateFile === undefined ? undefined : await readGate(gateFile);
  const found = (await Promise.all(folders.map(runFolders))).flat();
  // A job that ended before its first drill has something to say, too.
  const { runs, comparison } =
    found.length > 0 ? await comparedRuns(folders) : { runs: [], comparison: compareRuns([]) };
  const drills = runs.flatMap(({ manifest, result }) => (result ? [{ manifest, result }] : []));
  const report = await reportOf(folders, runs, comparison);
  const results = drills.map(({ result }) => result);
  return {
    outcome: { comparison, results, gate, report },
    annotations: annotationsOf(drills),
    drills: timedResults(runs, comparison),
  };
}

/** The page of the only drill; of several, that of their comparison, which is written where there is none. Empty of none. */
async function reportOf(
  folders: readonly string[],
  runs: readonly StoredRun[],
  comparison: CiOutcome['comparison'],
): Promise<string> {
  const [first = '.'] = folders;
  const [only, another] = runs;
  if (!only) return '';
  if (!another) return join(only.folder, 'report.html');
  const page = join(first, 'comparison.html');
  if (!existsSync(page)) await writePage(page, comparison, true);
  return page;
}

/** @throws DrillError (exit 64) */
async function readGate(path: string): Promise<Gate> {
  const parsed = gateSchema.safeParse(parseJsonLine(await readText(path, mostBaselineBytes)));
  if (parsed.success) return parsed.data;
  throw usageError(
    `${path}: expected what \`ha-drill gate --json\` prints: ${shortened(z.prettifyError(parsed.error).replaceAll('\n', ' '), 800)}`,
  );
}

/** The path of a file from the root of a repository; undefined for one that is not the repository's own. */
function placeIn(root = process.cwd()): (file: string) => string | undefined {
  return (file) => {
    const path = relative(root, resolve(file));
    return path.startsWith('..') || /(^|\/)node_modules\//.test(path) ? undefined : path;
  };
}
