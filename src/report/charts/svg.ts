import { plainText } from '../text.ts';

declare const brand: unique symbol;

/** Finished SVG text. Only functions of this file make it, and they escape what they are given. */
export type Svg = string & { readonly [brand]: true };

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** One element. Attribute values are escaped; numbers are cut to hundredths of a pixel. */
export function element(name: string, attributes: Attributes, ...children: readonly Svg[]): Svg {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escapeText(String(value))}"`,
    );
  const inside = children.join('');
  return finished(
    inside === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${inside}</${name}>`,
  );
}

/** Character data. */
export function content(text: string): Svg {
  return finished(escapeText(text));
}

/** Text at a place. */
export function label(x: number, y: number, text: string, attributes: Attributes = {}): Svg {
  return element('text', { x, y, ...attributes }, content(text));
}

export function group(attributes: Attributes, ...children: readonly Svg[]): Svg {
  return element('g', attributes, ...children);
}

export function joined(parts: readonly Svg[]): Svg {
  return finished(parts.join(''));
}

export type Drawing = {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** What a reader who cannot see the picture should know. */
  readonly description: string;
};

/** A whole picture, with its title and description for screen readers. */
export function drawing({ width, height, title, description }: Drawing, ...children: readonly Svg[]): Svg {
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${round(width)} ${round(height)}`,
      width: '100%',
      role: 'img',
      'font-family': 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif',
      'font-size': 12,
      fill: '#1c2733',
    },
    element('title', {}, content(title)),
    element('desc', {}, content(description)),
    ...children,
  );
}

const narrow = 0.58;
const wideCharacters = /[\u3000-\u9fff\uff00-\uffef]/g;

/** A rough width of text in pixels: no font can be measured here, so it errs on the wide side. */
export function textWidth(text: string, fontSize = 12): number {
  const wide = text.match(wideCharacters)?.length ?? 0;
  return (text.length - wide) * fontSize * narrow + wide * fontSize;
}

/** How many characters of a text fit, one at least. */
function fitting(text: string, width: number, fontSize: number): number {
  if (text.match(wideCharacters) === null) return Math.max(1, Math.floor(width / (fontSize * narrow)));
  let most = 1;
  while (most < text.length && textWidth(text.slice(0, most + 1), fontSize) <= width) most += 1;
  return most;
}

/** Text cut so that it fits, with an ellipsis. */
export function fitted(text: string, width: number, fontSize = 12): string {
  const most = fitting(text, width, fontSize);
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}

/** Text broken at spaces, Chinese anywhere, into at most `lines` lines that fit; the last one is cut. */
export function wrapped(text: string, width: number, lines: number, fontSize = 12): string[] {
  const done: string[] = [];
  let rest = plainText(text).trim();
  while (rest !== '' && done.length < lines - 1) {
    const most = fitting(rest, width, fontSize);
    if (rest.length <= most) break;
    const space = rest.slice(0, most).match(wideCharacters) ? 0 : rest.lastIndexOf(' ', most);
    const cut = space > 0 ? space : most;
    done.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return rest === '' ? done : [...done, fitted(rest, width, fontSize)];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as it stands in a page or a picture, also in an attribute. */
export function escapeText(text: string): string {
  return plainText(text).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

function finished(text: string): Svg {
  return text as Svg;
}
