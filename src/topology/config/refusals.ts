import { invalidDocument, type Problem } from '../../document/problem.ts';
import type { DrillError } from '../../errors.ts';
import type { OutputLine } from './change.ts';
import { isInclude, readOptionFile, todaysName } from './option-file.ts';

/** What a server or a proxy says of a file, and which of its lines it means. */
export type Refusal = { readonly message: string; readonly index: number | undefined };

/**
 * What mysqld said with `--validate-config`. It stops at the first setting that it does not know: without that one it is to
 * be asked again.
 */
export function refusedByMysqld(output: string, lines: readonly OutputLine[]): Refusal[] {
  const messages = output
    .split('\n')
    .filter((line) => /\[ERROR\]|Can't |Fatal error/.test(line))
    .map((line) =>
      line
        .replace(/^\S+Z \d+ /, '')
        .replace(/^\[ERROR\] (\[MY-\d+\]) \[\w+\] /, '$1 ')
        .trim(),
    )
    .filter((line) => !/Aborting$|Parsing options for plugin|Plugin .* registration/.test(line));
  const found = messages.map((message) => ({ message, index: meantBy(message, lines) }));
  // Of one setting the first complaint is the one that says why.
  return found.filter(
    ({ index }, at) => index === undefined || found.findIndex((one) => one.index === index) === at,
  );
}

/** The last of the lines that has the setting: it is the one that counts. */
function meantBy(message: string, lines: readonly OutputLine[]): number | undefined {
  const named =
    /unknown (?:variable|option) '(?:--)?([\w-]+)/.exec(message)?.[1] ??
    / (?:to|variable|option) '(?:--)?([\w-]+)'/.exec(message)?.[1];
  const value = /'([^']+)'/.exec(message)?.[1];
  const plain =
    named &&
    todaysName(
      named
        .toLowerCase()
        .replaceAll('-', '_')
        .replace(/^loose_/, ''),
    );
  const index = lines.findLastIndex(({ text, origin }) => {
    if (!origin) return false;
    const [setting] = readOptionFile('', `[mysqld]\n${text}`).entries;
    if (!setting || isInclude(setting)) return false;
    return setting.name === plain || (plain === undefined && setting.value === value);
  });
  return index < 0 ? undefined : index;
}

/** What `haproxy -c` said: `[ALERT] (1) : config : parsing [/tmp/haproxy.cfg:12] : unknown keyword ...`. */
export function refusedByHaproxy(output: string, path: string): Refusal[] {
  return output.split('\n').flatMap((line) => {
    const alert = /^\[ALERT\]\s*\(\d+\)\s*:\s*(?:config\s*:\s*)?(.*)$/.exec(line)?.[1];
    if (alert === undefined || /^(Error\(s\) found|Fatal errors? found)/.test(alert)) return [];
    const number = new RegExp(`\\[${path.replaceAll(/[.]/g, '\\.')}:(\\d+)\\]`).exec(alert)?.[1];
    const message = alert.replace(/^(?:parsing )?\[[^\]]+\]\s*:\s*/, '').trim();
    return [{ message, index: number === undefined ? undefined : Number(number) - 1 }];
  });
}

/** The error (exit 64) for a file that is refused: each complaint at the line of the user that it is about. */
export function refusedFile(
  by: string,
  name: string,
  lines: readonly OutputLine[],
  refusals: readonly Refusal[],
): DrillError {
  const origins = refusals.map(({ index }) => (index === undefined ? undefined : lines[index]?.origin?.line));
  // A line of theirs may stand for several of ours: it is told once.
  const once = refusals.filter((_, at) => origins[at] === undefined || origins.indexOf(origins[at]) === at);
  const problems = once.map(({ message, index }): Problem => {
    const origin = index === undefined ? undefined : lines[index]?.origin;
    const said = `${by} refuses it: ${message}`;
    if (origin)
      return { place: origin.file, line: origin.line, column: 1, subject: origin.written, message: said };
    return { place: name, subject: '', message: said };
  });
  return invalidDocument(
    problems,
    'Nothing was started. Take these lines out, or write what this version knows.',
  );
}
