const letters = 'KMGTPE';

/** A size of an option file, such as `128M`; undefined for a text that is none. */
export function bytesOf(text: string | undefined): number | undefined {
  const [, number, letter = ''] = /^(\d+)([KMGTPE]?)$/i.exec((text ?? '').trim()) ?? [];
  return number === undefined
    ? undefined
    : Number(number) * 1024 ** (letters.indexOf(letter.toUpperCase()) + (letter ? 1 : 0));
}

export function inMebibytes(bytes: number): string {
  return `${Math.max(1, Math.floor(bytes / 1024 ** 2))}M`;
}
