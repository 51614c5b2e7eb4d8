import { describe, expect, test } from 'vitest';
import { observationSchema } from '../../src/engine/observation.ts';
import type { Session } from '../../src/engine/session.ts';
import type { Engine } from '../../src/engine/types.ts';
import { withSession } from '../../src/engine/with-session.ts';

/** What an engine hands to its contract: a server of its own that accepts writes, and how to write. */
export type EngineUnderTest = {
  readonly engine: Pick<
    Engine,
    'session' | 'identityOf' | 'observe' | 'transactions' | 'outcomeOf' | 'statements'
  >;
  server(): Parameters<Engine['session']>;
  /** A statement that is one transaction, another each time. */
  write(): string;
  /** A statement that the server refuses. */
  readonly refused: string;
};

/** Every engine answers its sessions alike: whoever stands outside knows no more of it. */
export function engineContract(name: string, { engine, server, write, refused }: EngineUnderTest) {
  const onServer = <T>(use: (session: Session) => Promise<T>): Promise<T> => {
    const [at, account] = server();
    return withSession(engine, at, account, use);
  };

  describe(`sessions of ${name}`, () => {
    test('an observation is in the words of all engines, and names the server that answers', async () => {
      await onServer(async (session) => {
        const state = await engine.observe(session);
        expect(observationSchema.parse(state)).toEqual(state);
        expect(state).toMatchObject({ acceptsWrites: true, source: null });
        expect(await engine.identityOf(session, 5000)).toBe(state.serverUuid);
      });
    });

    test('a write is one transaction, of this server, that the session tells and the next observation has', async () => {
      await onServer(async (session) => {
        const before = await engine.observe(session);
        await engine.statements.tellOwn(session);
        const { transactions } = await session.execute(write());
        const after = await engine.observe(session);
        const own = engine
          .transactions(after.executed)
          .minus(engine.transactions(before.executed))
          .of(after.serverUuid);
        expect(own.count).toBe(1);
        expect(transactions).toHaveLength(1);
        const told = engine.transactions(String(transactions));
        expect(told.contains(own)).toBe(true);
        expect(engine.transactions(after.executed).contains(told)).toBe(true);
        expect(engine.transactions(before.executed).contains(told)).toBe(false);
      });
    });

    test('what the server refuses surely did not happen; of a session that broke nobody knows', async () => {
      await onServer(async (session) => {
        const refusal = await session.execute(refused).catch((error: unknown) => error);
        expect(engine.outcomeOf(refusal)).toMatchObject({ outcome: 'fail', isConflict: false });
        session.destroy();
        const broken = await session.execute(write()).catch((error: unknown) => error);
        expect(broken).toBeInstanceOf(Error);
        expect(engine.outcomeOf(broken)).toMatchObject({ outcome: 'info', asksElsewhere: true });
      });
    });

    test('an administrator writes while the server is read-only for all others, and it stays read-only', async () => {
      await onServer(async (session) => {
        await engine.statements.makeReadOnly(session, 5);
        await engine.statements.asWritable(session, () => session.execute(write()));
        expect((await engine.observe(session)).acceptsWrites).toBe(false);
      });
    });
  });
}
