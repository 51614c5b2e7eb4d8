import { describe, expect, test } from 'vitest';
import { containerIn, isBridgeHere } from '../../../src/docker/reach.ts';
import { judgeReach } from '../../../src/machine/doctor/reach.ts';

const id = '0123456789abcdef'.repeat(4);

describe('whether this process runs in a container', () => {
  test('is told by what is mounted at /etc/hostname', () => {
    const line = `612 600 254:0 /var/lib/docker/containers/${id}/hostname /etc/hostname rw,relatime - ext4 /dev/vda rw`;
    expect(containerIn(`1 2 0:1 / / rw - overlay x rw\n${line}\n`)).toBe(id);
  });

  test('is not told by mounts of the containers of this machine', () => {
    const line = `99 25 0:52 / /var/lib/docker/containers/${id}/mounts/shm rw - tmpfs shm rw`;
    expect(containerIn(`${line}\n`)).toBeUndefined();
    expect(containerIn('')).toBeUndefined();
  });
});

test('a network is on this machine when its bridge is', () => {
  expect(isBridgeHere(id, ['lo', 'br-0123456789ab'])).toBe(true);
  // The default bridge of another engine has the same name on every machine.
  expect(isBridgeHere(id, ['lo', 'docker0', 'br-0123456789ac'])).toBe(false);
});

test('doctor says what to do about addresses that are not reachable', () => {
  expect(judgeReach('bridge').status).toBe('ok');
  expect(judgeReach('container').status).toBe('ok');
  expect(judgeReach('none')).toMatchObject({
    status: 'failed',
    found: expect.stringContaining('use the image'),
    advice: expect.stringContaining('docker run'),
  });
});
