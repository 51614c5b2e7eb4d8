/** A rectangle of a picture that carries a `data-` attribute. */
export type Rectangle = { readonly key: string; readonly x: number; readonly width: number };

/** The rectangles of an SVG text that carry the attribute, in order. */
export function rectangles(svg: string, attribute: string): Rectangle[] {
  return [...svg.matchAll(/<rect ([^>]*)>/g)].flatMap(([, attributes = '']) => {
    const key = attributeOf(attributes, attribute);
    if (key === undefined) return [];
    return [
      { key, x: Number(attributeOf(attributes, 'x')), width: Number(attributeOf(attributes, 'width')) },
    ];
  });
}

function attributeOf(attributes: string, name: string): string | undefined {
  return new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1];
}
