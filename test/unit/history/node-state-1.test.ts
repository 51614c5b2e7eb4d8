import { expect, test } from 'vitest';
import { sampleSchema } from '../../../src/history/schema.ts';

const members = ['ONLINE', 'UNREACHABLE', 'UNREACHABLE'].map((state, index) => ({
  host: `db${index + 1}`,
  state,
  role: index === 0 ? 'PRIMARY' : 'SECONDARY',
}));

/** As `ha-drill/run/2` kept it: a member that has lost its majority and follows nobody. */
const state = {
  serverUuid: 'u',
  serverId: 1,
  readOnly: false,
  superReadOnly: false,
  gtidExecuted: 'u:1-9',
  source: null as unknown,
  semisync: null,
  group: { name: 'g', singlePrimary: true, state: 'ONLINE', role: 'PRIMARY', members },
  freeDiskBytes: null,
};
const sample = (changes: object) => ({
  node: 'db1',
  askedAtMs: 1,
  answeredAtMs: 2,
  state: { ...state, ...changes },
  error: null,
});
const source = {
  host: 'db2',
  receiver: 'off',
  applier: 'on',
  gtidReceived: 'u:1-8',
  heartbeats: 0,
  receiverError: 'error 13114: Got fatal error 1236 from source: the source purged required binary logs',
  applierError: '',
};

test('a state in the words of MySQL is read in those of today', () => {
  expect(sampleSchema.parse(sample({ source })).state).toEqual({
    engine: 'mysql',
    serverUuid: 'u',
    serverId: 1,
    acceptsWrites: false,
    executed: 'u:1-9',
    source: {
      host: 'db2',
      receiver: 'off',
      applier: 'on',
      received: 'u:1-8',
      heartbeats: 0,
      receiverError: source.receiverError,
      applierError: '',
      logsPurged: true,
    },
    semisync: null,
    group: { ...state.group, hasMajority: false },
    freeDiskBytes: null,
    raw: { read_only: 0, super_read_only: 0 },
  });
});

test.each([
  ['not read-only, and in no group', { group: undefined }, true],
  ['read-only', { group: undefined, readOnly: true }, false],
  ['super-read-only', { group: undefined, superReadOnly: true }, false],
])('a server that was %s accepts writes: %s', (_, changes, expected) => {
  expect(sampleSchema.parse(sample(changes)).state?.acceptsWrites).toBe(expected);
});

test('what is wrong with such a state is told where it is', () => {
  const { error } = sampleSchema.safeParse(sample({ source: { ...source, receiver: 'asleep' } }));
  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['state.source.receiver']);
});
