import { type Document, visit } from 'yaml';

/** What makes a text no YAML document, and where (offset in characters). */
export type YamlComplaint = {
  readonly offset: number;
  readonly message: string;
  readonly suggestion?: string | undefined;
};

/** What the parser has to complain about, without the complaints that only follow from an earlier one. */
export function complaintsAbout(document: Document, text: string): YamlComplaint[] {
  const parser = [...document.errors, ...document.warnings].map((complaint) => ({
    offset: complaint.pos[0],
    message: messages[complaint.code] ?? complaint.message,
    suggestion: remedyFor(complaint.code, complaint.message, lineAt(text, complaint.pos[0])),
  }));
  const [first] = parser.sort((a, b) => a.offset - b.offset);
  return first ? [first] : danglingAliases(document);
}

/** Plainer words where the parser speaks to programmers. */
const messages: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'expected one document, found a second one after "---"',
  BLOCK_AS_IMPLICIT_KEY: 'expected one "key: value" on this line, found more',
};

const remedies: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces',
  DUPLICATE_KEY: 'write each key once',
  BLOCK_AS_IMPLICIT_KEY: 'put text that holds ": " in quotes, or mend the indentation of the next line',
  BAD_SCALAR_START: 'put the text in quotes',
  BAD_INDENT: 'mend the indentation, or close the bracket before it',
  MISSING_CHAR: 'close the quote or bracket that was opened above',
};

function remedyFor(code: string, message: string, line: string): string | undefined {
  // `>` begins a block of text in YAML, so that a bare ">= 0.99" is the most natural mistake of all.
  const comparison = /:\s*(>=.*?)\s*$/.exec(line)?.[1];
  if (comparison && message.startsWith('Block scalar')) return `write it in quotes: '${comparison}'`;
  return remedies[code];
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return text.slice(start).split('\n', 1)[0] ?? '';
}

/** `*name` without an `&name` before it, which the parser finds out only on use. */
function danglingAliases(document: Document): YamlComplaint[] {
  const found: YamlComplaint[] = [];
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document)) return;
      found.push({
        offset: alias.range?.[0] ?? 0,
        message: `expected an anchor &${alias.source} before *${alias.source}, found none`,
      });
    },
  });
  return found;
}
