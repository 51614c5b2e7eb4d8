import type { Rule } from '../check/finding.ts';
import { families } from '../check/findings/list.ts';

/** What `ha-drill check` looks for, as a Markdown page. Generated, never edited. */
export function findingsPage(): string {
  const sections = Object.entries(families).flatMap(([family, rules]) => [
    `## ${family.charAt(0).toUpperCase()}${family.slice(1)}`,
    '',
    ...rules.flatMap(findingSection),
  ]);
  return [
    '# Findings',
    '',
    '<!-- Generated from the rules by `npm run schema`. -->',
    '',
    introduction,
    '',
    ...sections,
  ].join('\n');
}

/** What the page says of one finding, a line each. */
export function findingSection({ name, weight, looksFor, matters, instead, source }: Rule): string[] {
  return [
    `### ${name}`,
    '',
    `${weight === 'serious' ? '**Serious.**' : 'To note.'} Looks for ${looksFor}.`,
    '',
    `In an outage: ${matters}`,
    '',
    `Instead: ${instead}${source === undefined ? '' : ` ([source](${source}))`}`,
    '',
  ];
}

const introduction = `\`ha-drill check <topology>\` brings an isolated copy of a stack up, waits until it is healthy, proves that a write comes to
every node, and tells what will hurt in an outage before anything is broken. Then it removes the copy. Nothing is injected.

A finding is *serious* where acknowledged writes are lost, two nodes accept writes, or nobody can write; with one of them
the exit code is 1. What is *to note* makes an outage longer, or harder to see. Where a value after a restart matters,
\`SET PERSIST\`, the files and the command of a server count, and not what somebody set while it ran.

Beside the findings it tells which faults work on the stack (\`ha-drill faults --topology <file>\` does the same without a
start), and how long detection and failover should take by the time-outs that were found. Those are ranges: what no
setting tells, such as a hook or a replica that must catch up, stands beside them. A drill measures what is true.`;
