import { Command } from 'commander';
import { families } from '../check/findings/list.ts';
import { disruptionNames, disruptions } from '../disruption.ts';
import { shortened } from '../document/shortened.ts';
import { didYouMean } from '../document/suggest.ts';
import { usageError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { faults } from '../faults/list.ts';
import { checks } from '../judge/checks/list.ts';
import { measureMeanings, measureNames, measureUnits } from '../judge/measure/names.ts';
import { faultSection } from './faults-page.ts';
import { findingSection } from './findings-page.ts';
import { print } from './output.ts';
import { resultWords } from './result-words.ts';

/** A word of reports and scenarios, and what is said of it: the same as in docs/. */
export type Explained = {
  readonly word: string;
  readonly kind: 'exit code' | 'fault' | 'measure' | 'check' | 'finding' | 'class of disruption' | 'result';
  readonly text: string;
};

/** `ha-drill explain`: what a word of a report, a scenario or an exit means. */
export function explainCommand(): Command {
  return new Command('explain')
    .description('what a word of a report, a gate, a scenario or an exit is')
    .argument('<word>', 'such as 2, kill, rto-service, not-distinguishable')
    .option('--json', 'print it as JSON')
    .action((word: string, options: { json?: true }) => {
      const found = explained().filter((one) => one.word === word);
      if (found.length === 0) throw unknownWord(word);
      print(options.json ? JSON.stringify(found, null, 2) : found.map(render).join('\n\n'));
    });
}

/** All that can be explained. */
export function explained(): Explained[] {
  return [
    ...Object.entries(exitCodes).flatMap(([name, { code, meaning }]) =>
      [String(code), name].map((word) => ({
        word,
        kind: 'exit code' as const,
        text: `${code}: ${meaning}.`,
      })),
    ),
    ...Object.values(faults).map((fault) => ({
      word: fault.name,
      kind: 'fault' as const,
      text: faultSection(fault).slice(2).join('\n').trim(),
    })),
    ...measureNames.map((word) => ({
      word,
      kind: 'measure' as const,
      text: `${measureMeanings[word]}\n\nIn ${units[measureUnits[word]]}.`,
    })),
    ...Object.values(checks).map(({ name, title, method }) => ({
      word: name,
      kind: 'check' as const,
      text: `${title}.\n\n${method}`,
    })),
    ...Object.values(families)
      .flat()
      .map((rule) => ({
        word: rule.name,
        kind: 'finding' as const,
        text: findingSection(rule).slice(2).join('\n').trim(),
      })),
    ...disruptionNames.map((word) => ({
      word,
      kind: 'class of disruption' as const,
      text: `What breaks: ${disruptions[word]}.\n\n\`policy\` in ha-drill.config.yml says what it may cost.`,
    })),
    ...Object.entries(resultWords).map(([word, text]) => ({ word, kind: 'result' as const, text })),
  ];
}

const units = { ms: 'time', rows: 'rows', ratio: 'a share', count: 'a count' } as const;

function render({ word, kind, text }: Explained): string {
  return `${word} (${kind})\n\n${text}`;
}

function unknownWord(word: string): Error {
  const words = [...new Set(explained().map((one) => one.word))];
  const parts = words.filter((one) => word.length > 2 && one.includes(word));
  const near =
    didYouMean(word, words) ?? (parts.length > 0 ? `there are: ${parts.slice(0, 12).join(', ')}` : undefined);
  return usageError(
    `Nothing is called ${shortened(word, 60)}${near === undefined ? '.' : `; ${near}`}`,
    '`ha-drill list` shows faults, measures and checks; docs/findings.md the findings of `ha-drill check`.',
  );
}
