import type { Session } from '../../src/engine/session.ts';
import type { TransactionSet } from '../../src/engine/transaction-set.ts';
import type { EngineUnderTest } from './engine.ts';

/** A second engine, in memory: it writes transactions as `a1 a2 b1`, so that nothing of MySQL's words can be meant. */
export function toyTransactions(text: string): TransactionSet {
  const names = text.split(' ').filter((name) => name !== '');
  const unfit = names.find((name) => !/^[a-z]\d+$/.test(name));
  if (unfit !== undefined) throw new SyntaxError(`expected a transaction such as a1, found "${unfit}"`);
  return new ToySet(new Set(names));
}

class ToySet implements TransactionSet {
  readonly #names: ReadonlySet<string>;

  constructor(names: ReadonlySet<string>) {
    this.#names = names;
  }

  get isEmpty() {
    return this.#names.size === 0;
  }

  get count() {
    return this.#names.size;
  }

  contains(other: TransactionSet) {
    return ToySet.names(other).isSubsetOf(this.#names);
  }

  minus(other: TransactionSet) {
    return new ToySet(this.#names.difference(ToySet.names(other)));
  }

  union(other: TransactionSet) {
    return new ToySet(this.#names.union(ToySet.names(other)));
  }

  intersection(other: TransactionSet) {
    return new ToySet(this.#names.intersection(ToySet.names(other)));
  }

  of(identity: string) {
    return new ToySet(new Set([...this.#names].filter((name) => name.startsWith(identity))));
  }

  notOf(identity: string) {
    return new ToySet(new Set([...this.#names].filter((name) => !name.startsWith(identity))));
  }

  toString() {
    return [...this.#names].sort().join(' ');
  }

  static names(set: TransactionSet): ReadonlySet<string> {
    if (set instanceof ToySet) return set.#names;
    throw new TypeError('expected sets of one engine');
  }
}

type ToyServer = { readonly letter: string; executed: TransactionSet; acceptsWrites: boolean };

/** A server of the toy engine. It knows two statements: `write`, and `refuse`. */
export function toyServer(letter: string): ToyServer {
  return { letter, executed: toyTransactions(''), acceptsWrites: true };
}

/** The engine of these servers, which are reached by no network: whoever opens a session has one with `server`. */
export function toyEngine(server: ToyServer): EngineUnderTest['engine'] {
  const told = new WeakSet<Session>();
  const writing = new WeakSet<Session>();
  const open = (): Session => {
    let isLost = false;
    const session: Session = {
      id: 1,
      query: async () => [],
      execute: async (sql) => {
        if (isLost) throw new Error('the session is over');
        if (sql !== 'write' || !(server.acceptsWrites || writing.has(session))) throw new Refusal();
        const transaction = `${server.letter}${server.executed.count + 1}`;
        server.executed = server.executed.union(toyTransactions(transaction));
        return { affectedRows: 1, transactions: told.has(session) ? [transaction] : [] };
      },
      again: async () => open(),
      onLost: () => undefined,
      end: async () => undefined,
      destroy: () => {
        isLost = true;
      },
    };
    return session;
  };
  return {
    session: async () => open(),
    identityOf: async () => server.letter,
    observe: async () => ({
      // The records know no other one.
      engine: 'mysql',
      serverUuid: server.letter,
      serverId: 1,
      acceptsWrites: server.acceptsWrites,
      executed: server.executed.toString(),
      source: null,
      semisync: null,
      freeDiskBytes: null,
    }),
    transactions: toyTransactions,
    outcomeOf: (error) => {
      const isRefusal = error instanceof Refusal;
      const outcome = isRefusal ? 'fail' : 'info';
      return { outcome, code: String(error), isConflict: false, asksElsewhere: !isRefusal };
    },
    statements: {
      tellOwn: async (session) => void told.add(session),
      asWritable: async (session, use) => {
        writing.add(session);
        return use().finally(() => writing.delete(session));
      },
      lockNotGranted: 1,
      makeReadOnly: async () => {
        server.acceptsWrites = false;
      },
    },
  };
}

class Refusal extends Error {}
