import { expect, test } from 'vitest';
import type { ContainerState } from '../../../src/docker/container-acts.ts';
import { aftermath } from '../../../src/faults/shared/process/aftermath.ts';

const before: ContainerState = {
  running: true,
  restarting: false,
  paused: false,
  exitCode: 0,
  oomKilled: false,
  startedAt: '2026-11-27T12:45:40.100000001Z',
  finishedAt: '0001-01-01T00:00:00Z',
  hostPid: 4711,
  restarts: 3,
  restartPolicy: 'unless-stopped',
  stopSignal: 'SIGTERM',
  supervised: false,
};
const down = { running: false, finishedAt: '2026-11-27T12:45:46.584144904Z' };
const again = { finishedAt: '2026-11-27T12:45:46.584144904Z', startedAt: '2026-11-27T12:45:47.059514648Z' };

test.each<[string, Partial<ContainerState>, Partial<ContainerState>, boolean, boolean, string]>([
  [
    'its policy',
    {},
    { ...again, restarts: 4 },
    false,
    true,
    'its restart policy (restart: unless-stopped) started its container again after 475 ms',
  ],
  [
    'somebody else',
    {},
    { ...again, restarts: 0 },
    false,
    true,
    'somebody started its container again after 475 ms',
  ],
  ['its PID 1', {}, {}, true, true, 'PID 1 of its container started it again'],
  ['nobody, in a container that goes on', {}, {}, false, false, 'its container runs on without it'],
  [
    'nobody, without a policy',
    { restartPolicy: 'no' },
    { ...down, restartPolicy: 'no' },
    false,
    true,
    'its container is down, and has no restart policy',
  ],
  [
    'its policy, which waits',
    {},
    { ...down, restarting: true },
    false,
    false,
    'its container is down; its restart policy (restart: unless-stopped) did not start it within 3 s',
  ],
])('started again by %s', (_, was, now, another, proved, evidence) => {
  expect(aftermath({ ...before, ...was }, { ...before, ...now }, another)).toEqual({ proved, evidence });
});
