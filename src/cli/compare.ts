import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { compareRuns } from '../compare/compare.ts';
import { readRuns, type StoredRun } from '../compare/read-runs.ts';
import type { Comparison } from '../compare/schema.ts';
import { suitesIn } from '../compare/suite-status.ts';
import { fromHere } from '../document/from-here.ts';
import { renderComparison } from '../report/comparison/console.ts';
import { renderComparisonHtml } from '../report/comparison/html.ts';
import { renderJunit, type TimedResult } from '../report/junit.ts';
import { type Language, languages, parseLanguage } from '../report/language/languages.ts';
import { print, tell } from './output.ts';
import { notWritable, requireWritableFile, writeText } from './places.ts';

type CompareOptions = { json?: boolean; html?: string; lang: Language; links: boolean };

/** `ha-drill compare`: runs beside each other. It describes, and gates on nothing: that is `ha-drill gate`. */
export function compareCommand(): Command {
  return new Command('compare')
    .description('put runs beside each other: verdicts, RTO, RPO, and what they cost')
    .argument('<folder...>', 'run folders, or folders that hold some, such as that of a suite')
    .option('--json', 'print the comparison as JSON: also the baseline of `ha-drill gate`')
    .option('--html <file>', 'write the comparison as a page')
    .option(
      '--lang <language>',
      `the language of the page: ${languages.join(', ')}`,
      parseLanguage,
      'en' as const,
    )
    .option('--no-links', 'the page is to be read without the runs: it links to no report')
    .action(async (folders: string[], options: CompareOptions) => {
      if (options.html !== undefined) await requireWritableFile('--html', options.html);
      const comparison = await compareFolders(folders);
      print(options.json ? JSON.stringify(comparison, null, 2) : renderComparison(comparison));
      if (options.html !== undefined) {
        const { html, links, lang } = options;
        await writePage(html, comparison, links, lang).catch((error: unknown) => {
          throw notWritable('--html', html, 'file', error);
        });
        tell(`page: ${options.html}`);
      }
    });
}

/** The comparison of all runs in some folders, with what the suites among them planned. */
export async function compareFolders(folders: readonly string[]): Promise<Comparison> {
  return (await comparedRuns(folders)).comparison;
}

/** Writes what everything in a folder says into it: `comparison.json`, `comparison.html` and `junit.xml`. */
export async function writeComparison(folder: string): Promise<Comparison> {
  const { runs, comparison } = await comparedRuns([folder]);
  await writeFile(join(folder, 'comparison.json'), `${JSON.stringify(comparison, null, 2)}\n`);
  await writePage(join(folder, 'comparison.html'), comparison, true);
  await writeFile(join(folder, 'junit.xml'), renderJunit(timedResults(runs, comparison)));
  return comparison;
}

/** Writes one `junit.xml` of all runs in some folders. */
export async function writeJunit(file: string, folders: readonly string[]): Promise<void> {
  const { runs, comparison } = await comparedRuns(folders);
  await writeText(file, renderJunit(timedResults(runs, comparison)));
}

/** The runs in some folders, and their comparison. */
export async function comparedRuns(
  folders: readonly string[],
): Promise<{ runs: readonly StoredRun[]; comparison: Comparison }> {
  const { runs, leftOut } = await readRuns(folders);
  const suites = (await Promise.all(folders.map(suitesIn))).flat();
  const comparison = compareRuns(
    runs.map((run) => ({ ...run, folder: fromHere(run.folder) })),
    suites,
    leftOut,
  );
  return { runs, comparison };
}

function ownFile(path: string | undefined): string | undefined {
  return path === undefined || path.startsWith('..') ? undefined : path;
}

/** The drills as `junit.xml` has them, each with what tells its group from others. */
export function timedResults(runs: readonly StoredRun[], { groups }: Comparison): TimedResult[] {
  const labels = new Map(
    groups.flatMap(({ label, runs: own }) => own.map(({ run }) => [run, label] as const)),
  );
  return runs.flatMap(({ manifest, result }) =>
    result
      ? [
          {
            result,
            tookMs: manifest.endedAtMs ?? 0,
            label: labels.get(manifest.run),
            file: ownFile(manifest.scenarioFile),
          },
        ]
      : [],
  );
}

/** The page links to the report of each run by the way from where it is itself. */
export async function writePage(
  file: string,
  comparison: Comparison,
  links: boolean,
  language: Language = 'en',
): Promise<void> {
  const folder = dirname(resolve(file));
  await mkdir(folder, { recursive: true });
  const linkTo = (run: string): string | null =>
    links ? encodeURI(join(relative(folder, resolve(run)), 'report.html')) : null;
  await writeFile(file, renderComparisonHtml(comparison, linkTo, language));
}
