import { Document, isCollection, isMap, visit } from 'yaml';
import type { Entry } from './entry.ts';

/** Comments are as wide as people read. */
const widest = 100;
/** The longest that a comment gets: what a server said may have no end. */
const longest = 600;

/** The text of ha-drill.yml: each part with its reasons, findings and questions above it as comments. */
export function yamlOf(head: readonly string[], entries: readonly Entry[]): string {
  const parts = entries.map((entry) => {
    const { key, value, reasons, findings = [], questions = [], example } = entry;
    const comments = [
      ...reasons.flatMap((line) => comment(line)),
      ...findings.flatMap((line) => comment(`FINDING: ${line}`)),
      ...questions.flatMap((line) => comment(`QUESTION: ${line}`)),
      ...(example === undefined ? [] : dump(example).map((line) => `# ${line}`)),
    ];
    const lines = key === '' || value === undefined ? [] : dump({ [key]: value });
    return [...comments, ...lines].join('\n');
  });
  return `${[head.flatMap((line) => comment(line)).join('\n'), ...parts].join('\n\n')}\n`;
}

/** A text as lines of a comment: no character of it ends the comment early. */
function comment(text: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be in a file that people read
  const clean = text.replaceAll(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
  const words = (clean.length > longest ? `${clean.slice(0, longest)}...` : clean).split(' ');
  const lines: string[] = [];
  let line = '#';
  for (const word of words) {
    if (line !== '#' && line.length + word.length + 1 > widest) {
      lines.push(line);
      line = '#  ';
    }
    line = `${line} ${word}`;
  }
  return [...lines, line.trimEnd()];
}

/** A value as YAML: lists and the innermost maps on one line. */
function dump(value: unknown): string[] {
  const document = new Document(value);
  visit(document, {
    Collection: (_, node) => {
      const inner = isMap(node) ? node.items.map((pair) => pair.value) : node.items;
      if (!inner.some(isCollection)) node.flow = true;
    },
  });
  if (isCollection(document.contents)) document.contents.flow = false;
  return document.toString({ lineWidth: 0, flowCollectionPadding: true }).trimEnd().split('\n');
}
