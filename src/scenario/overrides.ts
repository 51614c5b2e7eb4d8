import { isMap, isScalar, isSeq } from 'yaml';
import type { Problem } from '../document/problem.ts';
import { type Path, parseValue, type Source, withOverrides } from '../document/source.ts';
import { shown } from '../document/wording.ts';

/** A value of the command line that takes the place of one of the scenario. */
export type Override = {
  readonly path: Path;
  /** As YAML text, or as it is where the scenario holds text in any case. */
  readonly text: string;
  readonly literal: boolean;
  /** How the user wrote it, for errors. */
  readonly option: string;
};

/** Deeper than any key of a scenario. */
const mostParts = 20;

/**
 * Reads one `--set key=value`. A key in capitals is a parameter of the topology; any other is a path into the
 * scenario, such as `workload.rate` or `method.0.at`. A parameter without a value has that of the environment variable of its
 * name: no list of processes shows it.
 *
 * @returns a problem when it is not `key=value`
 */
export function parseSet(set: string): Override | Problem {
  if (isParameterName(set) && process.env[set] !== undefined) {
    return { path: ['parameters', set], text: process.env[set], literal: true, option: `--set ${set}` };
  }
  const split = set.indexOf('=');
  const option = `--set ${set}`;
  const key = set.slice(0, split);
  const parts = key.split('.');
  if (split < 1 || parts.includes('') || parts.length > mostParts) {
    const message =
      'expected key=value, such as workload.rate=100/s or POLL_MS=50, or the name of a variable that is set';
    return { place: option, subject: '', message };
  }
  if (parts.includes('__proto__')) {
    return { place: option, subject: '', message: 'expected a known key, found "__proto__"' };
  }
  const text = set.slice(split + 1);
  if (key === 'topology') return { path: [key], text, literal: true, option: `--topology ${text}` };
  if (isParameterName(key)) return { path: ['parameters', key], text, literal: true, option };
  const path = parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return { path, text, literal: path[0] === 'parameters', option };
}

function isParameterName(text: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(text);
}

/**
 * Puts the values of the command line into the document, later ones over earlier ones.
 *
 * @returns the source that knows about them, and the problems of those that fit nowhere
 */
export function applyOverrides(
  source: Source,
  overrides: readonly Override[],
): { readonly source: Source; readonly problems: Problem[] } {
  const problems: Problem[] = [];
  const applied: Source['overrides'][number][] = [];
  for (const { path, text, literal, option } of overrides) {
    const obstacle = obstacleTo(source, path);
    if (obstacle) {
      problems.push({ place: option, ...obstacle });
    } else {
      source.document.setIn(path, source.document.createNode(literal ? text : yamlValue(text)));
      applied.push({ path, option });
    }
  }
  return { source: withOverrides(source, applied), problems };
}

/** Text such as `>= 0.99` is no YAML by itself, but what the user means by it is plain. */
function yamlValue(text: string): unknown {
  const parsed = parseValue(text);
  return parsed ? parsed.value : text;
}

/** Why nothing can be set at a path: something on the way to it is neither a map nor a list with this index. */
function obstacleTo(source: Source, path: Path): Pick<Problem, 'subject' | 'message'> | undefined {
  for (const [depth, key] of path.entries()) {
    const around = depth === 0 ? source.document.contents : source.document.getIn(path.slice(0, depth), true);
    const subject = path.slice(0, depth).join('.');
    if (around === undefined || around === null) return undefined;
    if (isSeq(around)) {
      const index = typeof key === 'number' && key < around.items.length;
      const count = around.items.length;
      const allowed = count === 1 ? 'the index 0, there is one item' : `an index from 0 to ${count - 1}`;
      if (!index) return { subject, message: `expected ${allowed}, found ${shown(String(key))}` };
    } else if (!isMap(around)) {
      return {
        subject,
        message: `expected a map to set ${String(key)} in, found ${shown(isScalar(around) ? around.value : String(around))}`,
      };
    }
  }
  return undefined;
}
