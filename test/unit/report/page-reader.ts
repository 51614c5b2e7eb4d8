/** A page without its tags: what a reader sees. The titles and descriptions of pictures are not seen. */
export function visible(html: string): string {
  return html
    .slice(html.indexOf('<main>'))
    .replace(/<title>[^<]*<\/title>(?:<desc>[^<]*<\/desc>)?/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&nbsp;', ' ')
    .replaceAll(/\s+/g, ' ');
}

/** The names of the elements of a page. */
export function tags(html: string): Set<string> {
  return new Set([...html.matchAll(/<\/?([a-zA-Z][^\s>/]*)/g)].map(([, name = '']) => name));
}

/** The opening tag of every picture, with its title and description where these follow at once. */
export function pictures(html: string): string[] {
  const heads = html.matchAll(/<svg [^>]*>(?:<title>[^<]+<\/title><desc>[^<]+<\/desc>)?/g);
  return [...heads].map(([head]) => head);
}
