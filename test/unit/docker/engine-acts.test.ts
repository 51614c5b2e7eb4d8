import { expect, test } from 'vitest';
import { stateOf } from '../../../src/docker/engine-acts.ts';

type Seen = Parameters<typeof stateOf>[0];

const seen = (path: string, args: readonly string[], state: object = {}, rest: object = {}): Seen =>
  ({
    Path: path,
    Args: args,
    RestartCount: 0,
    State: { Running: true, Restarting: false, ...state },
    Config: {},
    HostConfig: { RestartPolicy: { Name: '' } },
    ...rest,
  }) as unknown as Seen;

test.each<[boolean, string, string[]]>([
  [true, '/bin/sh', ['/ha-drill/supervisor.sh', '--server-id=1']],
  [true, '/bin/sh', ['/ha-drill/supervisor.sh']],
  [false, 'docker-entrypoint.sh', ['mysqld', '--server-id=1']],
  [false, '/bin/sh', ['-c', 'echo not /ha-drill/supervisor.sh']],
  [false, '/bin/sh', ['/opt/supervisor.sh']],
])('supervised: %s, by %s %s', (supervised, path, args) => {
  expect(stateOf(seen(path, args)).supervised).toBe(supervised);
});

test('a container whose restart policy waits does not run', () => {
  expect(stateOf(seen('a', [], { Restarting: true }))).toMatchObject({ running: false, restarting: true });
});

test('what the engine leaves out has its usual value', () => {
  expect(stateOf(seen('a', []))).toMatchObject({ restartPolicy: 'no', stopSignal: 'SIGTERM' });
  const told = { Config: { StopSignal: 'SIGUSR1' }, HostConfig: { RestartPolicy: { Name: 'always' } } };
  expect(stateOf(seen('a', [], {}, told))).toMatchObject({ restartPolicy: 'always', stopSignal: 'SIGUSR1' });
});
