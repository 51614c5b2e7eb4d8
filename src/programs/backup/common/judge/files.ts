import type { MeasuredFile } from '../store/measure-files.ts';
import { type Finding, finding } from './finding.ts';

/** Files that are not what the catalogue says: at most one finding a file. */
export function judgeFiles(files: readonly MeasuredFile[]): Finding[] {
  return files.flatMap((file) => judgeFile(file) ?? []);
}

function judgeFile({ expected, found }: MeasuredFile): Finding | undefined {
  const { path, bytes, sha256 } = expected;
  const size = `${bytes} bytes`;
  if (found === 'missing') return finding('file-missing', path, size, 'no such file');
  if ('unreadable' in found) return finding('file-corrupt', path, size, `unreadable: ${found.unreadable}`);
  if (found.bytes < bytes) return finding('file-truncated', path, size, `${found.bytes} bytes`);
  if (sha256 === null) return undefined;
  if (found.bytes > bytes) return finding('file-corrupt', path, size, `${found.bytes} bytes`);
  if (found.sha256 === sha256) return undefined;
  return finding('file-corrupt', path, `SHA-256 ${sha256}`, `SHA-256 ${found.sha256}`);
}
