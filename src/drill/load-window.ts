import type { OperationLine } from '../history/schema.ts';

/** Operations that end while it is open. Those that end outside are not kept: a drill of a day has millions of them. */
export type LoadWindow = {
  open(): void;
  add(lines: readonly OperationLine[]): void;
  /** @returns what ended since it was opened, and keeps none of it */
  close(): readonly OperationLine[];
};

export function loadWindow(): LoadWindow {
  let kept: OperationLine[] | undefined;
  return {
    open: () => {
      kept = [];
    },
    add: (lines) => {
      if (kept) for (const line of lines) kept.push(line);
    },
    close: () => {
      const lines = kept ?? [];
      kept = undefined;
      return lines;
    },
  };
}
