import type { Document } from 'yaml';
import { treeComplaint, type YamlComplaint } from './yaml-tree.ts';

// YAML 1.2, 5.1: what may stand in a document as it is.
const unprintable = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** The first character that may stand in a YAML document only as an escape. */
export function characterComplaint(text: string): YamlComplaint | undefined {
  const offset = text.search(unprintable);
  if (offset < 0) return undefined;
  const code = (text.codePointAt(offset) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return {
    offset,
    message: `expected text, found the control character U+${code}`,
    suggestion: `remove it, or write it as "\\u${code.toLowerCase()}" in double quotes`,
  };
}

/** What there is to complain about a parsed document: the first thing, others may only follow from it. */
export function documentComplaint(document: Document, text: string): YamlComplaint | undefined {
  const parser = [...document.errors, ...document.warnings].toSorted((a, b) => a.pos[0] - b.pos[0])[0];
  if (parser) {
    const { code, message, pos } = parser;
    return {
      offset: pos[0],
      message: messages[code] ?? message,
      suggestion: remedyFor(code, message, lineAt(text, pos[0])),
    };
  }
  return versionComplaint(document) ?? treeComplaint(document.contents);
}

/** In YAML 1.1 `no` is false, `1:30` is a number, and `!!set` and `!!binary` are no plain values. */
function versionComplaint({ directives }: Document): YamlComplaint | undefined {
  const version = directives?.yaml.version;
  if (version === undefined || version === '1.2') return undefined;
  return { offset: 0, message: `expected YAML 1.2, found %YAML ${version}`, suggestion: 'remove this line' };
}

/** Plainer words where the parser speaks to programmers. */
const messages: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'expected one document, found a second one after "---"',
  BLOCK_AS_IMPLICIT_KEY: 'expected one "key: value" on this line, found more',
};

const remedies: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces',
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

/** The line of an offset, as far as a person would write one. */
function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return text.slice(start, start + 500).split('\n', 1)[0] ?? '';
}
