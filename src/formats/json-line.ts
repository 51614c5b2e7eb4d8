/** The value of a JSON text, or undefined where it is none: a line that a dying process cut short. */
export function parseJsonLine(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
