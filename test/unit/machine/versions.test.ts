import { describe, expect, test } from 'vitest';
import { mirrorIn } from '../../../src/docker/apt.ts';
import { isRecentEngine } from '../../../src/docker/docker.ts';
import { usableCompose } from '../../../src/machine/facts.ts';

describe('isRecentEngine', () => {
  test.each([
    ['20.10.0', true],
    ['20.10.24+dfsg1', true],
    ['28.2.2', true],
    ['20.9.9', false],
    ['19.03.15', false],
    ['1.13.1', false],
  ])('%s: %s', (version, recent) => {
    expect(isRecentEngine(version)).toBe(recent);
  });
});

describe('usableCompose', () => {
  test.each([
    ['2.40.3-3\n', '2.40.3-3'],
    ['v2.24.6', '2.24.6'],
    ['2.24.4', '2.24.4'],
    ['2.24.3', undefined],
    ['v2.3.4', undefined],
    ['3.0', '3.0'],
    ['5.0.1', '5.0.1'],
    ['1.29.2', undefined],
    ["docker: 'compose' is not a docker command.", undefined],
    ['', undefined],
  ])('%j: %s', (text, version) => {
    expect(usableCompose(text)).toBe(version);
  });
});

describe('mirrorIn', () => {
  test('takes the mirror of Debian proper, which has sid', () => {
    const targets = [
      'Debian|Debian-Security|http://deb.debian.org/debian-security/',
      'Google LLC|cloud-sdk|https://packages.cloud.google.com/apt/',
      'Debian|Debian|http://mirror.example/debian/',
    ];
    expect(mirrorIn(targets.join('\n'))).toBe('http://mirror.example/debian/');
  });

  test('finds none on Ubuntu, on a machine without package lists, or among local disks', () => {
    expect(mirrorIn('Ubuntu|Ubuntu|http://archive.ubuntu.com/ubuntu/')).toBeUndefined();
    expect(mirrorIn('')).toBeUndefined();
    expect(mirrorIn('Debian|Debian|file:/media/cdrom/')).toBeUndefined();
  });
});
