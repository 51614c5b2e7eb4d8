import { relative, resolve } from 'node:path';
import { packageVersion } from '../version.ts';

/** A line about a document: `file:line:column: path: expected ..., found ...`. */
type Line = { readonly level: 'error' | 'warning'; readonly text: string };

/** Which rule a line is of, by its level. */
export const validateRules = {
  error: { id: 'invalid', shortDescription: { text: 'What cannot mean anything, and is refused' } },
  warning: { id: 'doubtful', shortDescription: { text: 'What may be meant, and rather is not' } },
} as const;

/**
 * Lines about documents as SARIF 2.1.0 (OASIS), which code scanning shows at their places. Paths count from the current folder,
 * which is the root of the repository there; a line without a position is about its file as a whole.
 *
 * @param file what a line is about that names no file
 */
export function renderSarif(lines: readonly (Line & { readonly file: string })[]): string {
  const results = lines.map(({ level, text, file }) => {
    const [, path, line, column, message] = /^(.+?):(\d+):(\d+): (.*)$/s.exec(text) ?? [];
    const region =
      line === undefined ? {} : { region: { startLine: Number(line), startColumn: Number(column) } };
    return {
      ruleId: validateRules[level].id,
      level,
      message: { text: message ?? text },
      locations: [{ physicalLocation: { artifactLocation: locationOf(path ?? file), ...region } }],
    };
  });
  return JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: { name: 'ha-drill', version: packageVersion(), rules: Object.values(validateRules) },
          },
          columnKind: 'unicodeCodePoints',
          results,
        },
      ],
    },
    null,
    2,
  );
}

function locationOf(path: string): { uri: string; uriBaseId?: string } {
  const own = relative(process.cwd(), resolve(path));
  if (own.startsWith('..')) return { uri: encodeURI(`file://${resolve(path)}`) };
  return { uri: encodeURI(own), uriBaseId: '%SRCROOT%' };
}
