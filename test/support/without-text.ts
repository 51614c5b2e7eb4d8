/**
 * TypeScript with every comment and the inside of every string blanked, lines kept: what is left is code. A scanner
 * of some characters rather than a parser, since TypeScript 7 has no API to parse with.
 */
export function withoutText(source: string): string {
  let kept = '';
  let at = 0;
  /** Depth of braces within each `${...}` that is open, the innermost last. */
  const holes: number[] = [];
  const blank = (end: number) => {
    kept += source.slice(at, end).replaceAll(/[^\n]/g, ' ');
    at = end;
  };
  const template = () => {
    const end = endOf(/(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y, source, at);
    blank(end);
    if (source[end - 1] === '{') holes.push(0);
  };
  while (at < source.length) {
    const char = source[at] ?? '';
    const depth = holes.at(-1);
    if (source.startsWith('//', at)) blank(endOf(/[^\n]*/y, source, at));
    else if (source.startsWith('/*', at)) blank(endOf(/\/\*[\s\S]*?\*\//y, source, at));
    else if (char === "'" || char === '"') blank(endOf(/(['"])(?:\\[\s\S]|(?!\1)[^\\])*\1/y, source, at));
    else if (char === '/' && startsExpression(kept))
      blank(endOf(/\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])+\/[a-z]*/y, source, at));
    else if (char === '`') {
      blank(at + 1);
      template();
    } else if (char === '}' && depth === 0) {
      holes.pop();
      blank(at + 1);
      template();
    } else {
      if (depth !== undefined) holes[holes.length - 1] = depth + (char === '{' ? 1 : char === '}' ? -1 : 0);
      kept += char;
      at += 1;
    }
  }
  return kept;
}

/** Where a sticky pattern that starts at an offset ends; one character on where it does not fit. */
function endOf(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(source) ? pattern.lastIndex : at + 1;
}

/** Whether a slash after this code begins a regular expression, not a division. */
function startsExpression(code: string): boolean {
  return /(?:^|[=(,:[!&|?{};]|=>|\breturn)\s*$/.test(code);
}
