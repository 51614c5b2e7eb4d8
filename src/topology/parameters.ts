import { RE2JS } from 're2js';
import { isPair, isScalar, visit } from 'yaml';
import { z } from 'zod';
import { problemAt, valueAt } from '../document/check.ts';
import type { Problem } from '../document/problem.ts';
import { positionAt, type Source } from '../document/source.ts';
import { shown } from '../document/wording.ts';
import { ownValue } from '../own-value.ts';
import { isToldInSecret, keepNamedSecret, keepSecret } from '../secrets.ts';
import { isRegularExpression, longestValue, type TopologySection } from './schema.ts';

type Parameter = Pick<TopologySection['parameters'][string], 'description' | 'default' | 'pattern'>;

/** One place where a compose file uses a variable, such as `${POLL_MS:-100}`. */
type VariableUse = {
  readonly name: string;
  readonly written: string;
  readonly fallback: string | undefined;
  readonly offset: number;
};

/** What makes `value` no value of a parameter, in words; undefined when it is one. */
export function unfitValue(parameter: Parameter, value: string): string | undefined {
  if (value.length > longestValue)
    return `expected at most ${longestValue} characters, found ${value.length}`;
  if (/[\p{Cc}\p{Cs}]/u.test(value)) return `expected one line of text, found ${shown(value)}`;
  if (/^\d+$/.test(value) && !Number.isSafeInteger(Number(value)))
    return `expected a number of at most ${Number.MAX_SAFE_INTEGER}, found ${shown(value)}`;
  if (parameter.pattern === undefined) return undefined;
  // RE2 takes a time that grows with the text alone: patterns come from files, and some never end in JavaScript.
  if (RE2JS.matches(parameter.pattern, value)) return undefined;
  return `expected a value that matches ${parameter.pattern} (${parameter.description}), found ${shown(value)}`;
}

/** The value of every parameter of a topology, `changed` ones in place of its defaults. */
export function parameterValues(
  { section }: { readonly section: Pick<TopologySection, 'parameters'> },
  changed: Readonly<Record<string, string>>,
): Record<string, string> {
  const defaults = Object.entries(section.parameters).map(([name, one]) => [name, one.default] as const);
  return { ...Object.fromEntries(defaults), ...changed };
}

/** Tells what must be written nowhere: the values of parameters that are secrets, by their declaration or their name. */
export function keepSecretParameters(
  topology: { readonly section: Pick<TopologySection, 'parameters'> },
  changed: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries(parameterValues(topology, changed))) {
    if (ownValue(topology.section.parameters, name)?.secret) keepSecret(value);
    else if (isToldInSecret(name)) keepNamedSecret(value);
  }
}

/** Whether the declared parameters and the variables that the compose file uses agree. */
export function parameterProblems(source: Source): Problem[] {
  const uses = variableUses(source);
  return Object.entries(declaredParameters(source)).flatMap(([name, parameter]) => {
    const path = ['x-ha-drill', 'parameters', name];
    const unfit = unfitValue(parameter, parameter.default);
    const own = uses.filter((use) => use.name === name);
    return [
      ...(unfit ? [problemAt(source, [...path, 'default'], unfit)] : []),
      ...(own.length === 0 ? [unused(source, path, name, parameter)] : []),
      ...own
        .filter((use) => use.fallback !== parameter.default)
        .map((use) => disagreement(source, use, parameter)),
    ];
  });
}

function unused(source: Source, path: string[], name: string, parameter: Parameter): Problem {
  const use = `\${${name}:-${parameter.default}}`;
  return problemAt(source, path, `expected ${use} somewhere in this file, found no use of it`);
}

function disagreement(source: Source, use: VariableUse, parameter: Parameter): Problem {
  return {
    ...positionAt(source, use.offset),
    subject: use.written,
    message: `expected the default ${shown(parameter.default)} of x-ha-drill.parameters.${use.name}, found ${shown(use.fallback)}`,
    suggestion: `write \${${use.name}:-${parameter.default}}`,
  };
}

/** The declared parameters, as far as they can be read in a section that may be wrong elsewhere. */
function declaredParameters(source: Source): Record<string, Parameter> {
  const readable = z.object({
    description: z.string().catch('no description'),
    default: z.string(),
    pattern: z.string().refine(isRegularExpression).optional().catch(undefined),
  });
  const declared = z.record(z.string(), z.unknown()).catch({});
  const entries = Object.entries(declared.parse(valueAt(source, ['x-ha-drill', 'parameters'])));
  return Object.fromEntries(
    entries.flatMap(([name, value]) => {
      const parameter = readable.safeParse(value);
      return parameter.success ? [[name, parameter.data]] : [];
    }),
  );
}

const variable = /\$\$|\$\{(?<name>\w+)(?:(?<operator>:?[-?+])(?<rest>[^}]*))?\}/g;

/** Every `${NAME...}` in the text of the compose file, its own `x-ha-drill` section left out. `$$` is no variable. */
function variableUses(source: Source): VariableUse[] {
  const uses: VariableUse[] = [];
  visit(source.document, {
    Pair(_key, pair) {
      return isPair(pair) && isScalar(pair.key) && pair.key.value === 'x-ha-drill' ? visit.SKIP : undefined;
    },
    Scalar(_key, scalar) {
      if (typeof scalar.value !== 'string') return;
      for (const match of scalar.value.matchAll(variable)) {
        const { name, operator, rest } = match.groups ?? {};
        if (name === undefined) continue;
        const fallback = operator?.endsWith('-') ? (rest ?? '') : undefined;
        uses.push({ name, written: match[0], fallback, offset: scalar.range?.[0] ?? 0 });
      }
    },
  });
  return uses;
}
