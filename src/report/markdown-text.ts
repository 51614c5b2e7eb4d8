import { oneLine } from './text.ts';

/** Text that Markdown and the HTML in it cannot take for their own, on one line. */
export function escapedMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]|~#]/g, (sign) => `\\${sign}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
