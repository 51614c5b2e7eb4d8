/** A text that is not longer than `most` characters: what is too much is left out of its middle. */
export function shortened(text: string, most = 160): string {
  if (text.length <= most) return text;
  const half = Math.floor((most - 3) / 2);
  return `${text.slice(0, half)}...${text.slice(-half)}`;
}

/** The lines that fit into a message for people, and how many more there are. */
export function firstLines(lines: readonly string[], most: number, mostCharacters: number): string[] {
  const shown: string[] = [];
  let characters = 0;
  for (const line of lines) {
    characters += line.length + 1;
    if (shown.length === most || characters > mostCharacters) break;
    shown.push(line);
  }
  const left = lines.length - shown.length;
  return left > 0 ? [...shown, `and ${left} more`] : shown;
}
