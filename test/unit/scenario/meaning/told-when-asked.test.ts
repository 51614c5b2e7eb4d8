import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith } from '../../document/files.ts';
import { pair } from '../examples.ts';
import { judged, kill } from './judged.ts';

const elector = pair.replace('  proxy: { image', '  elector: { image: bash }\n  proxy: { image');

/** What is said of a step that waits for an event, on a pair under a failover tool. */
async function waitingFor(on: string, failover: string) {
  const text = elector.replace('  proxy: { service', `  failover: { ${failover} }\n  proxy: { service`);
  const folder = await folderWith({ 'compose.yml': text });
  return judged({
    topology: join(folder, 'compose.yml'),
    method: [kill, { on, fault: 'cpu-starve', target: 'primary' }],
  });
}

const orchestrator = 'tool: orchestrator, services: [elector], port: 3000';
const other = 'tool: other, services: [elector]';

test.each(['failure-detected', 'candidate-chosen', 'promoted', 'failover-completed', 'failover-refused'])(
  '%s may be waited for under a tool that says so when it is asked',
  async (on) => {
    expect(await waitingFor(on, orchestrator)).toMatchObject({ refused: [] });
  },
);

test.each(['routed', 'promotion-started', 'switchover-started', 'rejoined'])(
  '%s is told by no tool whose log is not understood',
  async (on) => {
    const refused = [expect.stringMatching(/the failover tool orchestrator of topology .+ does not tell it/)];
    expect(await waitingFor(on, orchestrator)).toMatchObject({ refused });
  },
);

test('of a tool that cannot be asked only a promotion is seen', async () => {
  expect(await waitingFor('promoted', other)).toMatchObject({ refused: [] });
  const refused = [expect.stringContaining('the failover tool other of topology')];
  expect(await waitingFor('failure-detected', other)).toMatchObject({ refused });
});

test('a tool that is asked needs the port at which it is', async () => {
  const { refused } = await waitingFor('promoted', 'tool: orchestrator, services: [elector]');
  expect(refused).toEqual([expect.stringContaining('the port at which the orchestrator is asked')]);
});
