import { randomBytes } from 'node:crypto';

/** A new name for a run: when, what, and four random digits. Valid as a label and a Compose project. */
export function newRunId(name: string, now = new Date()): string {
  const stamp = now.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
  // A topology is called as its folder is, and folders are called as people like.
  const word = name.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, '-');
  return `${stamp}-${word}-${randomBytes(2).toString('hex')}`;
}

/** Whether a run may be called so. */
export function isRunId(text: string): boolean {
  return /^\d{8}-\d{6}-[a-z0-9_-]+-[0-9a-f]{4}$/.test(text);
}
