/** Where images of Debian and its like, and of Alpine, list what is installed. */
export const packageLists = ['/var/lib/dpkg/status', '/lib/apk/db/installed'] as const;

/**
 * The versions of installed packages, by name, from such a list: fields a line, packages apart by empty lines
 * (deb-control(5), dpkg-query(1); Alpine: apk-v2). A package that was removed and left its configuration is not installed.
 */
export function installedPackages(text: string): Record<string, string> {
  const found = text.split(/\n\n+/).flatMap((paragraph): [string, string][] => {
    const fields = new Map(
      [...paragraph.matchAll(/^(Package|Version|Status|P|V): ?(.*)$/gm)].map(([, key = '', value = '']) => [
        key,
        value.trim(),
      ]),
    );
    const name = fields.get('Package') ?? fields.get('P');
    const version = fields.get('Version') ?? fields.get('V');
    const isInstalled = / installed$/.test(fields.get('Status') ?? ' installed');
    return name && version && isInstalled ? [[name, version]] : [];
  });
  return Object.fromEntries(found.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
