import type { Session } from '../../engine/session.ts';
import type { Engine } from '../../engine/types.ts';
import { type Ending, sentAndFailed } from '../outcome.ts';

export const isolationLevels = [
  'read-uncommitted',
  'read-committed',
  'repeatable-read',
  'serializable',
] as const;
export type IsolationLevel = (typeof isolationLevels)[number];

type Values = readonly (string | number)[];

/** A connection, as operations use it one after the other. It knows whether what was sent may have taken effect. */
export class Client {
  readonly #session: Session;
  readonly #outcomeOf: Engine['outcomeOf'];
  #level: IsolationLevel | undefined;
  #schema: string | undefined;
  #inTransaction = false;
  /** Something was sent that takes effect, and is not answered. */
  #isPending = false;
  /** Something took effect by itself, outside a transaction. */
  #tookEffect = false;

  constructor(session: Session, outcomeOf: Engine['outcomeOf']) {
    this.#session = session;
    this.#outcomeOf = outcomeOf;
  }

  /** The rows of a statement that changes nothing, `FOR UPDATE` included. */
  read<Row>(sql: string, values: Values = []): Promise<Row[]> {
    return this.#session.query<Row>(sql, values);
  }

  /** Names without a schema mean those of this one, a word without quotes. */
  async use(schema: string): Promise<void> {
    if (this.#schema === schema) return;
    await this.#execute(`USE ${schema}`);
    this.#schema = schema;
  }

  /** A statement that changes rows: in a transaction it is undone with it, else it takes effect by itself. */
  async write(sql: string, values: Values = []): Promise<void> {
    if (this.#inTransaction) return this.#execute(sql, values);
    await this.#effect(sql, values);
    this.#tookEffect = true;
  }

  /**
   * Runs `body` in a transaction of this isolation level, and commits it; resolves with what `body` does. What fails before
   * the commit surely did not happen: the transaction is rolled back, or ends with its connection.
   */
  async transaction<T>(level: IsolationLevel, body: () => Promise<T>): Promise<T> {
    if (this.#level !== level) {
      await this.#execute(`SET SESSION TRANSACTION ISOLATION LEVEL ${level.replace('-', ' ').toUpperCase()}`);
      this.#level = level;
    }
    await this.#execute('START TRANSACTION');
    this.#inTransaction = true;
    try {
      const result = await body();
      await this.#effect('COMMIT');
      return result;
    } finally {
      this.#inTransaction = false;
    }
  }

  /** How the operation ended that threw this error. */
  endingBy(error: unknown): Ending {
    const ending = sentAndFailed(this.#outcomeOf, error);
    if (this.#tookEffect) return { ...ending, outcome: 'info' };
    return this.#isPending ? ending : { ...ending, outcome: 'fail' };
  }

  /** Ends what is left of an operation, so that the next one finds nothing of it. Rejects where the connection is not sound. */
  async reset(failed: boolean): Promise<void> {
    if (failed) await this.#execute('ROLLBACK');
    this.#isPending = false;
    this.#tookEffect = false;
  }

  async #effect(sql: string, values: Values = []): Promise<void> {
    this.#isPending = true;
    await this.#execute(sql, values);
    this.#isPending = false;
  }

  async #execute(sql: string, values: Values = []): Promise<void> {
    await this.#session.query(sql, values);
  }
}
