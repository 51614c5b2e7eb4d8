/**
 * Characters that a terminal obeys instead of showing: C0 and C1 controls without tab and line feed, marks that turn
 * or hide text, tags, lone surrogates.
 */
const obeyed =
  /(?![\t\n])\p{Cc}|[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Cs}/gu;

/** What a CI system obeys in a log: `::error::` at the start of a line, `##[error]`, `##vso[`, `##teamcity[`. */
const commands = /(?<=^[^\S\n]*):(?=:)|#(?=#(?:\[|vso\[|teamcity\[))/gm;

/**
 * Text of a document as it may stand on a terminal or in the log of a CI system: what either would obey is written as
 * `\u001b`. In JSON, where such characters can only be in strings, that says the same.
 */
export function visible(text: string): string {
  return text.replace(obeyed, escaped).replace(commands, escaped);
}

/** The same for text that this program coloured: colours stay. Only for text whose other parts are visible already. */
export function visibleStyled(text: string): string {
  return text
    .split(colour)
    .map((part, index) => (index % 2 === 0 ? visible(part) : part))
    .join('');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: a colour begins with ESC
const colour = /(\u001b\[[\d;]*m)/;

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
