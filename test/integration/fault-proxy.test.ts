import { afterEach, beforeEach, expect, test } from 'vitest';
import { fault as freeze } from '../../src/faults/freeze/fault.ts';
import { fault as kill } from '../../src/faults/kill/fault.ts';
import { fault as restart } from '../../src/faults/restart/fault.ts';
import { fault as stop } from '../../src/faults/stop/fault.ts';
import { waitFor } from '../../src/wait.ts';
import { officialImages } from '../official-images.ts';
import { patienceMs } from '../support/patience.ts';
import { docker, images } from './server.ts';
import { addressOf, contextOf, type Targeted, targeted } from './target.ts';

const config =
  'defaults\n mode http\n timeout client 1s\nfrontend f\n bind :3306\n http-request return status 200\n';
let proxy: Targeted;
let remove: () => Promise<void>;

/** What it answers within half a second. */
const asked = async () =>
  fetch(`http://${await addressOf(proxy.target.containerId)}:3306/`, {
    signal: AbortSignal.timeout(500),
  }).then(
    ({ status }) => status,
    () => 'nothing',
  );
const answers = (expected: number | string) =>
  waitFor({ what: `${expected}`, deadlineMs: patienceMs }, async () => {
    const status = await asked();
    return status === expected ? { done: true, value: undefined } : { done: false, state: `${status}` };
  });

beforeEach(async () => {
  const { haproxy } = await officialImages(docker);
  const container = await docker.createContainer({
    Image: haproxy,
    Entrypoint: ['sh', '-c', 'printf "%s" "$0" >/tmp/cfg && exec docker-entrypoint.sh -f /tmp/cfg', config],
    Labels: { 'ha-drill.run': 'integration' },
    HostConfig: { RestartPolicy: { Name: 'always' } },
  });
  await container.start();
  remove = () => container.remove({ force: true, v: true });
  const service = {
    containerId: container.id,
    image: haproxy,
    imageId: '',
    address: '',
    isOver: false,
    disks: [],
  };
  proxy = await targeted(
    { service: { name: 'proxy', role: 'proxy', ...service } },
    (await images()).toolbox,
    [freeze, kill, restart, stop],
    { role: 'proxy' },
  );
  await answers(200);
});

afterEach(async () => {
  await proxy.stop();
  await remove();
});

test('kill is a true SIGKILL, so that its restart policy acts', async () => {
  const injection = await kill.inject([proxy.target], { what: 'process' }, contextOf(proxy.target));
  expect(await injection.prove()).toMatchObject({
    proved: true,
    evidence: expect.stringMatching(
      /^proxy: pid 1 \(\d+ on the host\) is gone, .*; its restart policy \(restart: always\) started its container again/,
    ),
  });
  await answers(200);
});

test('stop keeps it down, restart does not', async () => {
  const stopped = await stop.inject([proxy.target], {}, contextOf(proxy.target));
  expect(await stopped.prove()).toMatchObject({
    proved: true,
    evidence: 'proxy: container ended with exit code 0 after SIGUSR1',
  });
  await proxy.target.startAgain();
  await answers(200);
  const restarted = await restart.inject([proxy.target], {}, contextOf(proxy.target));
  expect(await restarted.prove()).toMatchObject({ proved: true });
  await answers(200);
});

test('freeze stops its worker as well', async () => {
  const injection = await freeze.inject([proxy.target], { what: 'process' }, contextOf(proxy.target));
  expect(await injection.prove()).toMatchObject({ proved: true });
  await answers('nothing');
  await injection.healing?.heal();
  expect(await injection.healing?.prove()).toMatchObject({ proved: true });
  await answers(200);
});
