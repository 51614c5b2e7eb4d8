import { isAbsolute } from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { RunManifest } from '../../history/manifest.ts';
import type { DrillResult } from '../../judge/measure/types.ts';
import type { Verdict } from '../../verdict.ts';

/** Something to be said at a line of a file, where a CI service shows it. */
export type Annotation = {
  readonly level: 'error' | 'warning';
  readonly title: string;
  readonly message: string;
  /** The scenario file, as `run.json` names it; undefined in old records. */
  readonly file: string | undefined;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
};

/** A drill, with what was drilled. */
export type JudgedDrill = { readonly manifest: RunManifest; readonly result: DrillResult };

/**
 * What drills missed: for each objective and each check of a scenario on a topology one annotation, at its line of the
 * scenario file, however many repetitions missed it. Errors come first, since services show the first few only. Pure.
 */
export function annotationsOf(drills: readonly JudgedDrill[]): Annotation[] {
  const kinds = Map.groupBy(drills, ({ result }) => JSON.stringify([result.scenario, result.topology]));
  return [...kinds.values()]
    .flatMap((own) => ofScenario(own))
    .toSorted((a, b) => Number(a.level === 'warning') - Number(b.level === 'warning'));
}

type Missed = {
  readonly verdict: Verdict;
  readonly title: string;
  readonly text: string;
  readonly path: readonly string[];
  /** Of a target that the policy of the project has: its file and line. */
  readonly origin?: string | undefined;
};

function ofScenario(drills: readonly JudgedDrill[]): Annotation[] {
  const [first] = drills;
  if (!first) return [];
  const { scenarioText, scenarioFile } = first.manifest;
  const { scenario, topology } = first.result;
  const missed = drills.flatMap(({ result }) => missedIn(result));
  return [...Map.groupBy(missed, ({ path, verdict }) => JSON.stringify([path, verdict])).values()].flatMap(
    (same) => {
      const [one] = same;
      if (!one) return [];
      const often = drills.length > 1 ? ` (${same.length} of ${drills.length} drills)` : '';
      return {
        level: one.verdict === 'fail' ? ('error' as const) : ('warning' as const),
        title: `${scenario} on ${topology}: ${one.title}${often}`,
        message: one.text,
        ...(fileOf(one.origin) ?? { file: scenarioFile, ...placeIn(scenarioText, one.path) }),
      };
    },
  );
}

/** Objectives and checks that did not pass; and the verdict where none of them accounts for it. */
function missedIn(result: DrillResult): Missed[] {
  const missed = [
    ...result.objectives.map(({ measure, verdict, title, actual, target, reason, disruption, origin }) => ({
      verdict,
      title,
      text: `${actual}, target ${target}: ${reason}`,
      path: ['objectives', measure],
      origin: disruption === undefined ? undefined : origin,
    })),
    ...result.checks.map(({ name, verdict, title, summary }) => ({
      verdict,
      title,
      text: summary,
      path: ['checks', name],
    })),
  ].filter(({ verdict }) => verdict !== 'pass');
  const { verdict, sentence } = result;
  if (verdict === 'pass' || missed.some((one) => one.verdict === verdict)) return missed;
  return [{ verdict, title: verdict, text: sentence, path: [] }, ...missed];
}

/** The place that an origin names; undefined where it is no file of the project: services show no other. */
function fileOf(origin: string | undefined): { file: string; line: number; column: number } | undefined {
  const [, file, line] = /^([^:]+):(\d+)$/.exec(origin ?? '') ?? [];
  if (file === undefined || isAbsolute(file) || file.startsWith('..')) return undefined;
  return { file, line: Number(line), column: 1 };
}

/**
 * Where a path stands in a scenario's text: the key itself, else the nearest key above it, else the first line. A check stands
 * where the list of checks names it.
 */
function placeIn(text: string, path: readonly string[]): { line: number; column: number } {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of path) {
    const item = isSeq(node) ? node.items.find((one) => isScalar(one) && one.value === key) : undefined;
    const pair = isMap(node)
      ? node.items.find((one) => (isScalar(one.key) ? one.key.value : one.key) === key)
      : undefined;
    const found = isScalar(item) ? item : pair && isScalar(pair.key) ? pair.key : undefined;
    if (!found) break;
    offset = found.range?.[0] ?? offset;
    node = pair?.value;
  }
  const { line, col } = lineCounter.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
