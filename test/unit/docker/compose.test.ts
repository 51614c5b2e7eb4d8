import { expect, test } from 'vitest';
import { runOverlay } from '../../../src/docker/compose.ts';

test('every service, network and volume of a compose file gets the labels of the run, and logs get a limit', () => {
  const text =
    'services: { db1: { image: x }, proxy: { image: y } }\nvolumes: { data: {} }\nnetworks: { wan: {} }';
  const labels = { 'ha-drill.run': 'r1', 'ha-drill.owner': 'alice@build-7' };
  const logging = { driver: 'json-file', options: { 'max-size': '100m', 'max-file': '1' } };
  expect(runOverlay(text, labels)).toEqual({
    services: { db1: { labels, logging }, proxy: { labels, logging } },
    networks: { default: { labels }, wan: { labels } },
    volumes: { data: { labels } },
  });
});
