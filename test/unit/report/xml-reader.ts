/** An element of an XML text. */
export type Element = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
};

const token =
  /<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<\/([\w-]+)>|<([\w-]+)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|[^<]+/y;

/** Reads XML of the kind JUnit reports have; throws where it is not well-formed. */
export function parseXml(text: string): Element {
  const root: Element = { name: '', attributes: {}, children: [] };
  const open = [root];
  for (token.lastIndex = 0; token.lastIndex < text.length; ) {
    const start = token.lastIndex;
    const match = token.exec(text);
    if (match === null) throw new Error(`not well-formed at ${start}: ${text.slice(start, start + 60)}`);
    const [whole, closing, opening, attributes = '', empty] = match;
    if (closing !== undefined && open.pop()?.name !== closing)
      throw new Error(`unexpected ${whole} at ${start}`);
    if (closing === undefined && opening === undefined) checkText(whole, start);
    if (opening === undefined) continue;
    const element: Element = { name: opening, attributes: attributesOf(attributes), children: [] };
    open.at(-1)?.children.push(element);
    if (empty === '') open.push(element);
  }
  const [only] = root.children;
  if (open.length !== 1 || only === undefined || root.children.length !== 1)
    throw new Error('not one root element');
  return only;
}

function attributesOf(text: string): Record<string, string> {
  const found = [...text.matchAll(/([\w-]+)="([^"]*)"/g)];
  for (const [, , value = ''] of found) checkReferences(value);
  return Object.fromEntries(found.map(([, name = '', value = '']) => [name, value]));
}

function checkText(text: string, at: number): void {
  if (text.startsWith('<![CDATA[') || text.startsWith('<?')) return;
  checkReferences(text);
  if (text.includes(']]>')) throw new Error(`]]> in text at ${at}`);
}

function checkReferences(text: string): void {
  if (/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)/.test(text)) throw new Error(`a bare & in ${text}`);
}
