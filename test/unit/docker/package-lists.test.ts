import { expect, test } from 'vitest';
import { installedPackages } from '../../../src/docker/package-lists.ts';

test("Debian's list: what is installed, by name; not what was removed and left its configuration", () => {
  const text = `Package: libc6
Status: install ok installed
Architecture: amd64
Version: 2.42-2
Description: the C library
 Version: 9 stands in a description

Package: gone
Status: deinstall ok config-files
Version: 1.0

Package: haproxy
Status: install ok installed
Version: 3.2.9-1
`;
  expect(installedPackages(text)).toEqual({ haproxy: '3.2.9-1', libc6: '2.42-2' });
});

test("Alpine's list", () => {
  expect(installedPackages('C:Q1\nP:musl\nV:1.2.5-r10\nA:x86_64\n\nP:zlib\nV:1.3.1-r2\n')).toEqual({
    musl: '1.2.5-r10',
    zlib: '1.3.1-r2',
  });
});

test('nothing is nothing', () => {
  expect(installedPackages('')).toEqual({});
});
