import { describe, expect, test } from 'vitest';
import { lackingFor, needsOf } from '../../../src/faults/needs.ts';

const kill = { premises: {} };
const corrupt = { premises: { machine: ['netem', 'nftables'] } } as const;

describe('needs', () => {
  test('of several faults, each once', () => {
    expect([...needsOf([corrupt, kill, { premises: { machine: ['netem'] } }])]).toEqual([
      'netem',
      'nftables',
    ]);
  });

  test('lacking is what was tried and does not work, not what was not tried', () => {
    const lacks = { available: false, found: '' };
    expect(lackingFor(corrupt, { netem: lacks })).toEqual(['netem']);
    expect(lackingFor(corrupt, { netem: { available: 'unknown', found: '' } })).toEqual([]);
    expect(lackingFor(kill, { netem: lacks })).toEqual([]);
  });
});
