/** A block of TypeScript that a page shows. */
export type PageCode = {
  readonly page: string;
  /** Where the page says that it goes: the first path that its section names. Null where it is a part of a file. */
  readonly path: string | null;
  readonly code: string;
};

const namedPath = /`((?:src|test)\/[\w./-]+\.ts)`/;
const wholeFile = /^(?:import|export) /m;

/** The blocks of TypeScript of a page. One that imports or exports something is a whole file. */
export function codeOf(page: string, text: string): PageCode[] {
  return text.split(/^(?=## )/m).flatMap((section) => {
    const path = namedPath.exec(section)?.[1] ?? null;
    return [...section.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => {
      if (wholeFile.test(code) && path === null)
        throw new Error(`${page} shows a file, and its section does not say where it goes:\n${code}`);
      return { page, path: wholeFile.test(code) ? path : null, code };
    });
  });
}
