/** One statement of a script, and the line on which it begins. */
export type ScriptStatement = { readonly line: number; readonly sql: string };

export type Script = {
  readonly statements: readonly ScriptStatement[];
  /** Why the script cannot be read to its end. */
  readonly problem: { readonly line: number; readonly message: string } | null;
};

/** Quoted text and comments; the last alternative opens one that nothing closes. */
const piece =
  /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`(?:[^`]|``)*`|--(?=\s|$)[^\n]*|#[^\n]*|\/\*.*?\*\/|(?<open>['"`]|\/\*)/sy;
const delimiterLine = /[ \t]*delimiter[ \t]+(\S+)[ \t]*(?:\r?\n|$)/iy;

/** The statements of an SQL script, as the `mysql` client splits it: `DELIMITER` included. */
export function readScript(text: string): Script {
  const statements: ScriptStatement[] = [];
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  let delimiter = ';';
  /** Where the statement began whose end is looked for. */
  let from: number | undefined;
  const end = (offset: number): void => {
    if (from !== undefined) statements.push({ line: lineAt(from), sql: text.slice(from, offset).trim() });
    from = undefined;
  };
  let offset = 0;
  while (offset < text.length) {
    const changed = from === undefined ? matchAt(delimiterLine, text, offset) : null;
    const found = matchAt(piece, text, offset);
    if (changed?.[1]) {
      delimiter = changed[1];
      offset += changed[0].length;
    } else if (text.startsWith(delimiter, offset)) {
      end(offset);
      offset += delimiter.length;
    } else if (found) {
      const { open } = found.groups ?? {};
      if (open) return { statements, problem: { line: lineAt(offset), message: unclosed(open) } };
      // What stands in /*! is no comment for the server.
      if (/^(?:['"`]|\/\*!)/.test(found[0])) from ??= offset;
      offset += found[0].length;
    } else {
      if (/\S/.test(text[offset] ?? '')) from ??= offset;
      offset += 1;
    }
  }
  end(text.length);
  return { statements, problem: null };
}

/** The quoted texts of one statement. */
export function quotedTexts(sql: string): string[] {
  const all = new RegExp(piece.source, 'gs');
  return [...sql.matchAll(all)].map(([text]) => text).filter((text) => /^['"`]/.test(text));
}

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

function unclosed(open: string): string {
  return `expected the end of what ${open} begins, found the end of the file`;
}
