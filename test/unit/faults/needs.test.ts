import { describe, expect, test } from 'vitest';
import { lackingFor, needsOf } from '../../../src/faults/needs.ts';

const corrupt = { needs: ['netem', 'nftables'] } as const;

describe('needs', () => {
  test('of several faults, each once', () => {
    expect([...needsOf([corrupt, {}, { needs: ['netem'] }])]).toEqual(['netem', 'nftables']);
  });

  test('lacking is what was tried and does not work, not what was not tried', () => {
    const lacks = { available: false, found: '' };
    expect(lackingFor(corrupt, { netem: lacks })).toEqual(['netem']);
    expect(lackingFor(corrupt, { netem: { available: 'unknown', found: '' } })).toEqual([]);
    expect(lackingFor({}, { netem: lacks })).toEqual([]);
  });
});
