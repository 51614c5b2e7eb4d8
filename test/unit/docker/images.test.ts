import { afterEach, expect, test, vi } from 'vitest';
import { foreignImagesNamed, imagesNamed } from '../../../src/docker/images.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** As compose files write it: a variable, and what stands for it where it is not set. */
const named = (name: string, usual: string): string => ['$', `{HA_DRILL_${name}_IMAGE:-${usual}}`].join('');
const texts = [
  named('MYSQL', 'ha-drill/mysql:latest'),
  named('ORCHESTRATOR', 'percona/orchestrator:3'),
  'nginx',
];

test('our images and those of others are told apart', () => {
  vi.stubEnv('HA_DRILL_ORCHESTRATOR_IMAGE', '');
  expect(imagesNamed(texts)).toEqual(['mysql']);
  expect(foreignImagesNamed(texts)).toEqual([{ name: 'orchestrator', tag: 'percona/orchestrator:3' }]);
});

test('a variable names another image of others; empty it names none', () => {
  vi.stubEnv('HA_DRILL_ORCHESTRATOR_IMAGE', 'orchestrator:local');
  expect(foreignImagesNamed(texts)).toEqual([{ name: 'orchestrator', tag: 'orchestrator:local' }]);
  vi.stubEnv('HA_DRILL_ORCHESTRATOR_IMAGE', '');
  expect(foreignImagesNamed(texts)).toEqual([{ name: 'orchestrator', tag: 'percona/orchestrator:3' }]);
});
