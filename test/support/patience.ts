/**
 * How long a test waits for what must come (ms). It only ends a test that hangs, on however busy a machine: what is
 * asserted is that it comes, and never when.
 */
export const patienceMs = 240_000;
