/** A value in the place of a `?`; a list where several belong. */
export type Value = string | number | null | readonly Value[];

/** What a statement did. */
export type Done = {
  readonly affectedRows: number;
  /** Its own transactions, as the engine writes them; none unless the session was told to tell them (`Engine.tellOwn`). */
  readonly transactions: readonly string[];
};

/** A session with a server. Whoever opened it destroys it. Once it is lost, every statement rejects. */
export type Session = {
  /** The rows that a statement answers, none where it answers none; in `timeoutMs` at most where that is given. */
  query<Row = Record<string, unknown>>(
    sql: string,
    values?: readonly Value[],
    timeoutMs?: number,
  ): Promise<Row[]>;
  /** Runs a statement that answers no rows; in `timeoutMs` at most where that is given. */
  execute(sql: string, values?: readonly Value[], timeoutMs?: number): Promise<Done>;
  /** By which the server names it. */
  readonly id: number;
  /** A new session with the same server, by the same account. */
  again(deadlineMs: number): Promise<Session>;
  /** Calls `listener` once, should the connection break while no statement runs. */
  onLost(listener: (error: Error) => void): void;
  /** Says good-bye: the server has freed it by then. */
  end(): Promise<void>;
  /** Closes it at once, also while a statement runs. */
  destroy(): void;
};

/** The name of something, quoted for any mode of the server. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
