import { Command } from 'commander';
import { z } from 'zod';
import { defaultLimits, judgeGate } from '../compare/gate.ts';
import { certainLimits, mostDrills } from '../compare/gate-certain.ts';
import type { Gate, GateLimits } from '../compare/gate-schema.ts';
import { type Comparison, comparisonSchema } from '../compare/schema.ts';
import { readText } from '../document/read-text.ts';
import { shortened } from '../document/shortened.ts';
import { usageError } from '../errors.ts';
import { type ExitName, exitCodes, worstExit } from '../exit-codes.ts';
import { parseJsonLine } from '../formats/json-line.ts';
import { duration } from '../formats/units.ts';
import { renderGate, renderGateMarkdown } from '../report/gate.ts';
import { renderGateJunit } from '../report/junit.ts';
import { compareFolders } from './compare.ts';
import { gateUntilCertain } from './gate-certain.ts';
import { type TrustOption, trustOf, trustOption } from './options.ts';
import { print } from './output.ts';
import { requireWritableFile, requireWritableFolder, writeText } from './places.ts';

type GateOptions = {
  baseline: string;
  leastRise?: number;
  leastRiseTime?: number;
  significance?: number;
  json?: boolean;
  markdown?: boolean;
  junit?: string;
  untilCertain?: string;
  budget?: number;
  flaky?: number;
  out: string;
} & TrustOption;

const aboutCertain = `
With --until-certain no folder is named: the drills of a suite are made, each as often as it takes. The chance that an unchanged
cluster fails the gate is --significance at most, for the gate as a whole, and so is the chance that a worse one passes. What is
not certain when the budget is spent, or after ${mostDrills} drills of each, is inconclusive. docs/ci.md says how it is decided.`;

/** `ha-drill gate`: whether drills went worse than those of a baseline, as an exit code. */
export function gateCommand(): Command {
  return new Command('gate')
    .description('fail when RTO or RPO got worse than a baseline, beyond noise')
    .argument('[folder...]', 'run folders, or folders that hold some, such as that of a suite')
    .requiredOption(
      '--baseline <file>',
      'what `ha-drill compare --json` printed, or comparison.json of a suite',
    )
    .option(
      '--least-rise <percent>',
      'a median RTO that rose by less is not worse (default: 10)',
      parsePercent,
    )
    .option('--least-rise-time <time>', 'nor is one that rose by less than this (default: 200ms)', parseTime)
    .option(
      '--significance <percent>',
      'how probable it may be that a rise is chance (default: 5)',
      parseSignificance,
    )
    .option('--until-certain <suite>', 'make the drills of this suite, and repeat them until that is certain')
    .option('--budget <time>', 'how long these drills may take (default: 1h)', parseTime)
    .option(
      '--flaky <percent>',
      'a share of failing drills up to this is not worse (default: 5)',
      parseSignificance,
    )
    .option('--out <folder>', 'where the folder of that suite is', 'reports')
    .option(...trustOption)
    .option('--json', 'print the judgement as JSON')
    .option('--markdown', 'print it as Markdown, for a pull request')
    .option('--junit <file>', 'write it as JUnit, too')
    .addHelpText('after', aboutCertain)
    .action(async (folders: string[], options: GateOptions) => {
      requireOneKind(folders, options);
      if (options.junit !== undefined) await requireWritableFile('--junit', options.junit);
      const baseline = await readComparison(options.baseline);
      const limits: GateLimits = {
        leastRise: options.leastRise ?? defaultLimits.leastRise,
        leastRiseMs: options.leastRiseTime ?? defaultLimits.leastRiseMs,
        significance: options.significance ?? defaultLimits.significance,
      };
      const { gate, exits } = await gateOf(folders, baseline, limits, options);
      print(
        options.json
          ? JSON.stringify(gate, null, 2)
          : options.markdown
            ? renderGateMarkdown(gate)
            : renderGate(gate),
      );
      if (options.junit !== undefined) await writeText(options.junit, renderGateJunit(gate));
      process.exitCode = exitCodes[worstExit([gate.verdict, ...exits])].code;
    });
}

/** @throws DrillError (exit 64) where it is not clear which drills are meant */
function requireOneKind(folders: readonly string[], { untilCertain, budget, flaky }: GateOptions): void {
  if (untilCertain === undefined && folders.length === 0)
    throw usageError('expected folders of runs, or a suite by --until-certain, found neither');
  if (untilCertain !== undefined && folders.length > 0)
    throw usageError('expected folders of runs, or a suite by --until-certain, found both');
  if (untilCertain === undefined && (budget ?? flaky) !== undefined)
    throw usageError(
      '--budget and --flaky are for drills that are repeated: name their suite by --until-certain',
    );
}

async function gateOf(
  folders: readonly string[],
  baseline: Comparison,
  limits: GateLimits,
  { untilCertain, budget, flaky, out, ...trust }: GateOptions,
): Promise<{ readonly gate: Gate; readonly exits: readonly ExitName[] }> {
  if (untilCertain === undefined)
    return { gate: judgeGate(baseline, await compareFolders(folders), limits), exits: [] };
  await requireWritableFolder('--out', out);
  return gateUntilCertain(untilCertain, {
    baseline,
    limits: { ...limits, flaky: flaky ?? certainLimits.flaky },
    budgetMs: budget ?? defaultBudgetMs,
    out,
    trust: trustOf(trust),
  });
}

const defaultBudgetMs = 60 * 60 * 1000;

/** A comparison of thousands of runs. */
export const mostBaselineBytes = 64 * 2 ** 20;

/** A comparison that was written to a file. @throws DrillError (exit 64) */
export async function readComparison(path: string): Promise<Comparison> {
  const text = await readText(path, mostBaselineBytes);
  const parsed = comparisonSchema.safeParse(parseJsonLine(text));
  if (parsed.success) return parsed.data;
  throw usageError(
    `${path}: expected a comparison: ${shortened(z.prettifyError(parsed.error).replaceAll('\n', ' '), 800)}`,
    'write one with this version: ha-drill compare <folder> --json > baseline.json',
  );
}

function parsePercent(text: string): number {
  const [, digits] = /^(\d+(?:\.\d+)?)%?$/.exec(text) ?? [];
  if (digits !== undefined && Number(digits) <= 1000) return Number(digits) / 100;
  throw usageError(`${shortened(text, 60)}: expected a percentage such as 10, of 1000 at most`);
}

/** A probability: 0 would let nothing count as worse, 100 everything. */
function parseSignificance(text: string): number {
  const share = parsePercent(text);
  if (share > 0 && share < 1) return share;
  throw usageError(`${shortened(text, 60)}: expected a percentage above 0 and below 100, such as 5`);
}

function parseTime(text: string): number {
  const parsed = duration.safeParse(text);
  if (parsed.success) return parsed.data;
  throw usageError(`${shortened(text, 60)}: ${parsed.error.issues[0]?.message ?? 'expected a duration'}`);
}
