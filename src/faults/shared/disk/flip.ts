import type { FaultTarget, Proof } from '../../types.ts';
import { runIfUp } from '../run-if-up.ts';

/** A place in a file on a target's volumes. */
export type Place = { readonly path: string; readonly offset: number };

/** Bytes that were flipped. */
export type Flipped = {
  /** The instant before (drill clock, ms). */
  readonly effectAtMs: number;
  /** Writes back what was there, where the flipped bytes still are. Idempotent; also on a target that is down. */
  restore(): Promise<void>;
  /** That the flipped bytes are not where they were put, or the file is gone. */
  seenRestored(): Promise<Proof>;
};

/** PID 1 sees the volumes; the agent sees what PID 1 sees. */
const agentRoot = '/proc/1/root';

/** Some bytes of a file of a target that is up; fewer than `count` at its end. */
export async function readBytes(
  target: FaultTarget,
  { path, offset }: Place,
  count: number,
): Promise<Buffer> {
  const { lines } = await target.run(
    `dd if=${quote(agentRoot + path)} iflag=skip_bytes,count_bytes skip=${offset} count=${count} status=none | base64`,
  );
  return Buffer.from(lines.join(''), 'base64');
}

/** Flips every bit of the bytes at a place, which are `original`; the agent restores them when the harness is gone. */
export async function flip(target: FaultTarget, place: Place, original: Buffer): Promise<Flipped> {
  const flipped = Buffer.from(original.map((byte) => byte ^ 0xff));
  const id = quote(`the bytes at ${place.offset} of ${place.path}`);
  const restoring = (root: string) => exchange(root, place, flipped, original);
  const { sentAtMs } = await target.run(
    `undo_at_end ${id} ${quote(restoring(agentRoot))}; ${exchange(agentRoot, place, original, flipped)}`,
  );
  return {
    effectAtMs: sentAtMs,
    restore: async () => {
      if (await runIfUp(target, `${restoring(agentRoot)} && undone ${id}`)) return;
      await target.runOnVolumes(['sh', '-c', restoring('')]);
    },
    seenRestored: async () => {
      const reply = await runIfUp(target, `! ${hold(agentRoot, place, flipped)} || echo there`);
      const remain = reply
        ? reply.lines.length > 0
        : (await target.runOnVolumes(['sh', '-c', hold('', place, flipped)])) === 0;
      const evidence = `the flipped bytes are ${remain ? 'still' : 'no longer'} at ${place.offset} of ${place.path}`;
      return { proved: !remain, evidence };
    },
  };
}

/** A command that succeeds when the file is there and has these bytes at the place. */
function hold(root: string, { path, offset }: Place, bytes: Buffer): string {
  const file = quote(root + path);
  const found = `dd if=${file} bs=1 skip=${offset} count=${bytes.length} status=none | base64`;
  return `{ [ -e ${file} ] && [ "$(${found})" = ${bytes.toString('base64')} ]; }`;
}

/** A command that writes other bytes where these are, and leaves alone what is there else. */
function exchange(root: string, place: Place, from: Buffer, to: Buffer): string {
  const write = `dd of=${quote(root + place.path)} bs=1 seek=${place.offset} conv=notrunc,fsync status=none`;
  return `{ ! ${hold(root, place, from)} || echo ${to.toString('base64')} | base64 -d | ${write}; }`;
}

/** One word of a shell. */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
