import type { Checked } from '../check/check-stack.ts';
import { renderFaultFits } from '../check/fault-table.ts';
import type { Finding } from '../check/finding.ts';
import { formatMs } from '../formats/units.ts';
import { type ExpectedTime, situations } from '../history/expected-time.ts';
import { indent } from './parameters.ts';

/** What a check came to, as text for a terminal. */
export function renderChecked(checked: Checked): string {
  const { topology, changes, primary, unhealthy, findings, faults, predictions } = checked;
  const state =
    unhealthy === null
      ? `healthy; ${primary ?? 'several nodes'} leads, and a write through the endpoint came to every node`
      : `NOT healthy:\n${indent(unhealthy)}`;
  return [
    `${topology}: ${state}`,
    section('What the isolated copy changed', changes.length > 0 ? changes : ['nothing']),
    renderFindings(findings),
    renderFaultFits(faults),
    renderPredictions(predictions),
  ].join('\n\n');
}

function renderFindings(findings: readonly Finding[]): string {
  const serious = findings.filter(({ weight }) => weight === 'serious').length;
  const head = `Findings before anything is broken: ${serious} serious, ${findings.length - serious} to note`;
  return [head, ...findings.map((finding) => indent(renderFinding(finding)))].join('\n');
}

function renderFinding({ name, weight, where, seen, matters, instead, source }: Finding): string {
  return [
    `${weight === 'serious' ? 'SERIOUS' : 'note'} ${name} (${where})`,
    `  seen     ${seen}`,
    `  matters  ${matters}`,
    `  instead  ${instead}`,
    ...(source === null ? [] : [`  see      ${source}`]),
  ].join('\n');
}

/** What to expect in each situation, each time with what makes it below it. */
function renderPredictions(predictions: readonly ExpectedTime[]): string {
  const bySituation = Map.groupBy(predictions, ({ situation }) => situation);
  const lines = [...bySituation].flatMap(([situation, all]) => [
    `When ${situations[situation]}:`,
    ...all.map((one) => indent(renderPrediction(one))),
  ]);
  return section('Expected times, by the settings that were found', lines);
}

function renderPrediction({ what, expected, settings, unknown }: ExpectedTime): string {
  if (expected === null) return `${what}: ${unknown}`;
  return [
    `${what}: ${formatMs(expected.fromMs)} to ${formatMs(expected.toMs)}`,
    `  by ${settings.join('; ')}`,
    ...(unknown === '' ? [] : [`  not in it: ${unknown}`]),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? `${title}: none` : [title, ...lines.map(indent)].join('\n');
}
