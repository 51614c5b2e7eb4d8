import { expect, test } from 'vitest';
import { labelOverlay } from '../../../src/cluster/compose.ts';

test('every service, network and volume of a compose file gets the label of the run', () => {
  const text =
    'services: { db1: { image: x }, proxy: { image: y } }\nvolumes: { data: {} }\nnetworks: { wan: {} }';
  const label = { labels: { 'ha-drill.run': 'r1' } };
  expect(labelOverlay(text, 'r1')).toEqual({
    services: { db1: label, proxy: label },
    networks: { default: label, wan: label },
    volumes: { data: label },
  });
});
