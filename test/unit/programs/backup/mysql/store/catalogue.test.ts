import { expect, test } from 'vitest';
import { filesOf, stillThere } from '../../../../../../src/programs/backup/common/store/catalogue.ts';
import type { Catalogue } from '../../../../../../src/programs/backup/mysql/store/read-catalogue.ts';
import { archiveOf, fullAt } from './planted-store.ts';

const before: Catalogue = {
  fulls: [fullAt(5), fullAt(15)],
  archives: [archiveOf([10, 20, 30])],
  broken: [{ path: 'full/x/manifest.json', problem: 'expected JSON' }],
  unfinished: [],
};
const paths = (catalogue: Catalogue) => filesOf(catalogue).map(({ path }) => path);

test('what retention removed while a store was read is not expected any more; all else is', () => {
  expect(stillThere(before, before)).toEqual(before);
  const [archive] = before.archives;
  if (!archive) throw new Error('no archive is planted');
  const later = { ...before, fulls: [fullAt(15)], archives: [{ ...archive, files: archive.files.slice(1) }] };
  const gone = paths(before).filter((path) => !paths(later).includes(path));
  expect(gone).toHaveLength(fullAt(5).files.length + 1);
  expect(paths(stillThere(before, later))).toEqual(paths(later));
});

test('a manifest is broken when it is so twice: one that could not be read in the middle of a removal is not', () => {
  expect(stillThere(before, { ...before, broken: [] }).broken).toEqual([]);
});

test('what came meanwhile was not read, and is not judged', () => {
  const later = { ...before, fulls: [...before.fulls, fullAt(25)] };
  expect(stillThere(before, later)).toEqual(before);
});
