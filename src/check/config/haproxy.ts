/** How HAProxy finds out whether a server of a section is well. */
export type HaproxyCheck = 'connect' | 'mysql-handshake' | 'http' | 'script' | 'tcp-expect';

export type HaproxyServer = {
  readonly name: string;
  /** Without the port. */
  readonly host: string;
  /** It is checked at all. */
  readonly checked: boolean;
  /** A program beside the server says how it is. */
  readonly asksAgent: boolean;
  readonly backup: boolean;
  /** It starts disabled: somebody else opens it. */
  readonly disabled: boolean;
  /** Milliseconds between checks. */
  readonly interMs: number;
  /** The same while its state changes, where it is another one. */
  readonly fastInterMs: number | undefined;
  readonly downInterMs: number | undefined;
  readonly fall: number;
  readonly rise: number;
  readonly shutsDownSessions: boolean;
  readonly resolves: boolean;
};

/** A `listen` section, or a `frontend` with the `backend` that it uses. */
export type HaproxyListener = {
  readonly name: string;
  /** Where clients connect. */
  readonly ports: readonly number[];
  readonly check: HaproxyCheck;
  readonly servers: readonly HaproxyServer[];
  /** Milliseconds, where they are said. */
  readonly timeouts: Readonly<Partial<Record<'connect' | 'client' | 'server' | 'check', number>>>;
};

type Section = {
  readonly kind: string;
  readonly name: string;
  readonly lines: readonly (readonly string[])[];
};

const kinds =
  'global defaults frontend backend listen resolvers userlist peers mailers program cache ring http-errors'.split(
    ' ',
  );

/** Whether a text is a configuration of HAProxy. */
export function isHaproxy(text: string): boolean {
  return (
    /^\s*(listen|frontend|backend)\s+\S+/m.test(text) &&
    /^\s*(server|default_backend|use_backend)\s/m.test(text)
  );
}

/** Reads what decides about routing in a configuration of HAProxy: sections with places where clients connect. */
export function readHaproxy(text: string): HaproxyListener[] {
  const sections = sectionsOf(text);
  return sections.flatMap((section, index) => {
    if (section.kind !== 'listen' && section.kind !== 'frontend') return [];
    const defaults = sections.slice(0, index).findLast(({ kind }) => kind === 'defaults')?.lines ?? [];
    const used = section.kind === 'listen' ? [] : backendsOf(section, defaults, sections);
    const routing = [...section.lines, ...used.flatMap(({ lines }) => lines)];
    const servers = [section, ...used].flatMap((one) => serversOf(one, defaults));
    return [
      {
        name: section.name,
        ports: section.lines.flatMap(portsOf),
        check: checkOf([...defaults, ...routing]),
        servers,
        timeouts: timeoutsOf([...defaults, ...routing]),
      },
    ];
  });
}

function sectionsOf(text: string): Section[] {
  const sections: { kind: string; name: string; lines: string[][] }[] = [];
  for (const line of text.split('\n')) {
    const words = wordsOf(line);
    const [first = '', second = ''] = words;
    if (first === '') continue;
    if (kinds.includes(first)) sections.push({ kind: first, name: second, lines: [] });
    else sections.at(-1)?.lines.push(words);
  }
  return sections;
}

/** Words of a line: quotes keep blanks together, and `#` begins a comment. */
function wordsOf(line: string): string[] {
  const found = line.match(/#.*|"[^"]*"|'[^']*'|(?:\\.|[^\s"'#\\])+/g) ?? [];
  const end = found.findIndex((word) => word.startsWith('#'));
  return (end < 0 ? found : found.slice(0, end)).map((word) => word.replace(/^(["'])(.*)\1$/s, '$2'));
}

function backendsOf(section: Section, defaults: Section['lines'], sections: readonly Section[]): Section[] {
  const lines = [...defaults, ...section.lines];
  const names = lines.flatMap(([key, name]) =>
    key === 'default_backend' || key === 'use_backend' ? (name ?? []) : [],
  );
  return sections.filter(({ kind, name }) => kind === 'backend' && names.includes(name));
}

function portsOf([key, ...addresses]: readonly string[]): number[] {
  if (key !== 'bind') return [];
  return addresses
    .slice(0, 1)
    .flatMap((list) => list.split(','))
    .flatMap((address) => {
      const port = Number(/:(\d+)$/.exec(address)?.[1]);
      return Number.isInteger(port) ? [port] : [];
    });
}

/** The last one that is said counts; `tcp-check expect` looks at an answer, `tcp-check` alone at the connection. */
function checkOf(lines: Section['lines']): HaproxyCheck {
  let check: HaproxyCheck = 'connect';
  for (const [key, option] of lines) {
    if (key === 'option' && option === 'tcp-check') check = 'connect';
    if (key === 'option' && option === 'mysql-check') check = 'mysql-handshake';
    if (key === 'option' && option === 'httpchk') check = 'http';
    if (key === 'option' && option === 'external-check') check = 'script';
    if (key === 'tcp-check' && option === 'expect' && check === 'connect') check = 'tcp-expect';
  }
  return check;
}

const usual = { interMs: 2000, fall: 3, rise: 2 };

function serversOf({ lines }: Section, defaults: Section['lines']): HaproxyServer[] {
  const shared = [...defaults, ...lines].flatMap(([key, ...words]) =>
    key === 'default-server' ? words : [],
  );
  return lines.flatMap(([key, name = '', address = '', ...own]) => {
    if (key !== 'server') return [];
    const words = [...shared, ...own];
    const after = (word: string) => words[words.lastIndexOf(word) + 1] ?? '';
    const said = (word: string) => (words.includes(word) ? after(word) : undefined);
    const ms = (word: string) => durationMs(said(word));
    return [
      {
        name,
        host: address.replace(/:\d+$/, ''),
        checked: words.lastIndexOf('check') > words.lastIndexOf('no-check'),
        asksAgent: words.includes('agent-check'),
        backup: words.includes('backup'),
        disabled: words.includes('disabled'),
        interMs: ms('inter') ?? usual.interMs,
        fastInterMs: ms('fastinter'),
        downInterMs: ms('downinter'),
        fall: Number(said('fall') ?? usual.fall),
        rise: Number(said('rise') ?? usual.rise),
        shutsDownSessions: said('on-marked-down') === 'shutdown-sessions',
        resolves: words.includes('resolvers') || /^[\d.]+$/.test(address.replace(/:\d+$/, '')),
      },
    ];
  });
}

function timeoutsOf(lines: Section['lines']): HaproxyListener['timeouts'] {
  const timeouts: Record<string, number> = {};
  for (const [key, name = '', value] of lines) {
    const ms = durationMs(value);
    if (key === 'timeout' && ms !== undefined) timeouts[name] = ms;
  }
  return timeouts;
}

const units: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A time as HAProxy writes it: milliseconds where there is no unit. */
function durationMs(text: string | undefined): number | undefined {
  const [, number, unit = 'ms'] = /^(\d+)(us|ms|s|m|h|d)?$/.exec(text ?? '') ?? [];
  return number === undefined ? undefined : Number(number) * (units[unit] ?? 1);
}
