import { escapeText } from '../charts/svg.ts';
import type { Translate } from './translate.ts';

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: '\u00a0',
  middot: '·',
  mdash: '—',
  minus: '−',
  ldquo: '“',
  rdquo: '”',
};

/** What is said as it is: commands, files, SQL, evidence, values of settings. */
const asItIs = ['style', 'script', 'pre', 'code'];

// Neither templates nor pictures leave a `<` or `>` in a text or in an attribute: both are escaped.
const token = new RegExp(`<(${asItIs.join('|')})\\b[^>]*>.*?</\\1>|<[^>]*>|[^<]+`, 'gs');
const spoken = / (aria-label|alt|title)="([^"]*)"/g;

/**
 * A finished page with its texts translated: those between tags, also in pictures, and those of attributes that are read out.
 * The rows of event logs, and what is in `pre` and `code`, stay as they are.
 *
 * @param keep texts that users wrote, and names: they stay as they are, though there be an entry for them
 */
export function translatePage(html: string, translate: Translate, keep: ReadonlySet<string>): string {
  let inLog = false;
  let inRows = false;
  const said = (text: string): string => {
    const plain = unescaped(text);
    const trimmed = plain.trim();
    if (trimmed === '' || keep.has(trimmed)) return text;
    const translated = translate(trimmed);
    return translated === trimmed ? text : escaped(plain.replace(trimmed, () => translated));
  };
  return html.replaceAll(token, (part, verbatim: string | undefined) => {
    if (verbatim !== undefined) return part;
    if (!part.startsWith('<')) return inRows ? part : said(part);
    if (part.startsWith('<table')) inLog = part.includes('class="log"');
    if (part === '<tbody>') inRows = inLog;
    if (part === '</tbody>') inRows = false;
    return part.replaceAll(spoken, (_, name: string, text: string) => ` ${name}="${said(text)}"`);
  });
}

function unescaped(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return named[name] ?? whole;
  });
}

function escaped(text: string): string {
  return escapeText(text).replaceAll('\u00a0', '&nbsp;');
}
