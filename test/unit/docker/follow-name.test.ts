import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { followName } from '../../../src/docker/follow-name.ts';

type NameServer = { at: string; asked: number; answers: string[] | 'unknown' | 'silent'; close(): void };
let server: NameServer | undefined;
afterEach(() => server?.close());

/** A name server (RFC 1035) that has one name, with the addresses that a test says. */
async function nameServer(answers: NameServer['answers']): Promise<NameServer> {
  const socket = createSocket('udp4');
  const it: NameServer = { at: '', asked: 0, answers, close: () => socket.close() };
  socket.on('message', (query, from) => {
    it.asked += 1;
    if (it.answers === 'silent') return;
    const addresses = it.answers === 'unknown' ? [] : it.answers;
    // The question is a name of labels, a type and a class.
    const question = query.subarray(12, query.indexOf(0, 12) + 5);
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(it.answers === 'unknown' ? 0x8183 : 0x8180, 2);
    head.writeUInt16BE(addresses.length, 6);
    head.writeUInt32BE(0, 8);
    const records = addresses.map((address) =>
      Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]),
    );
    socket.send(Buffer.concat([head, question, ...records]), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  it.at = `127.0.0.1:${socket.address().port}`;
  server = it;
  return it;
}

async function follow(answers: NameServer['answers']) {
  const names = await nameServer(answers);
  const followed = followName('db.shop.test', () => names.at);
  const leadsTo = (expected: string) => expect.poll(() => followed.host, { timeout: 20_000 }).toBe(expected);
  return { names, followed, leadsTo };
}

test('before the first answer, and where the name is unknown, it leads nowhere', async () => {
  const { names, followed, leadsTo } = await follow('unknown');
  expect(isIPv4(followed.host)).toBe(false);
  names.answers = ['10.0.0.1'];
  await leadsTo('10.0.0.1');
  names.answers = 'unknown';
  await leadsTo('nowhere.invalid');
});

test('it moves with the name', async () => {
  const { names, leadsTo } = await follow(['10.0.0.1']);
  await leadsTo('10.0.0.1');
  names.answers = ['10.0.0.2'];
  await leadsTo('10.0.0.2');
});

test('of several addresses it keeps to its own while that is among them', async () => {
  const { names, followed, leadsTo } = await follow(['10.0.0.1']);
  await leadsTo('10.0.0.1');
  names.answers = ['10.0.0.3', '10.0.0.2', '10.0.0.1'];
  const before = names.asked;
  // What was asked before the last question is answered.
  await expect.poll(() => [followed.host, names.asked > before + 2]).toEqual(['10.0.0.1', true]);
  names.answers = ['10.0.0.3', '10.0.0.2'];
  await leadsTo('10.0.0.3');
});

test('a silent name server is outlasted for a while, and then the name leads nowhere', async () => {
  const { names, followed, leadsTo } = await follow(['10.0.0.1']);
  await leadsTo('10.0.0.1');
  names.answers = 'silent';
  expect(followed.host).toBe('10.0.0.1');
  await leadsTo('nowhere.invalid');
});
