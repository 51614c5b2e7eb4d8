import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatManifest,
  parseManifest,
} from '../../../../../../src/programs/backup/common/store/manifest-text.ts';
import { archiveSchema, fullBackupSchema } from '../../../../../../src/programs/backup/mysql/store/schema.ts';
import { archiveOf, fullAt } from './planted-store.ts';

const full = fullAt(5);
const text = formatManifest(full);

test('a manifest is read as it was written', () => {
  expect(parseManifest(fullBackupSchema, text)).toEqual(full);
  const archive = archiveOf([10, 20]);
  expect(parseManifest(archiveSchema, formatManifest(archive))).toEqual(archive);
});

test('one changed byte, or one more or less, anywhere', () => {
  const changed = fc.oneof(
    fc.tuple(fc.nat(text.length - 1), fc.string({ minLength: 1, maxLength: 1 })).map(([at, byte]) => {
      return text.slice(0, at) + byte + text.slice(at + 1);
    }),
    fc.nat(text.length - 1).map((at) => text.slice(0, at) + text.slice(at + 1)),
    fc.nat(text.length).map((at) => `${text.slice(0, at)} ${text.slice(at)}`),
  );
  fc.assert(
    fc.property(changed, (other) => {
      fc.pre(other !== text);
      expect(() => parseManifest(fullBackupSchema, other)).toThrow();
    }),
    { numRuns: 300, examples: [[text.replace('"bytes": 1000', '"bytes": 1001')], [text.trimEnd()]] },
  );
});

test.each([
  ['', 'expected JSON'],
  ['[]', 'expected a manifest, found none'],
  [formatManifest({ ...full, gtids: '1-5' }), 'gtids: expected a GTID set'],
  [formatManifest({ ...full, files: [{ name: '../x', bytes: 1, sha256: 'ab'.repeat(32) }] }), 'files.0.name'],
])('%# says what is wrong', (other, problem) => {
  expect(() => parseManifest(fullBackupSchema, other)).toThrow(problem);
});
