/** A time that is not known to the instant (ms). */
export type Range = { readonly fromMs: number; readonly toMs: number };

/** How long something takes by the settings that were found. */
export type Prediction = {
  readonly situation: Situation;
  /** Such as `Orchestrator calls the primary dead`. */
  readonly what: string;
  /** Null where it never happens, or nothing is known of it. */
  readonly expected: Range | null;
  /** The settings that make it, each with its value and where it stands. */
  readonly settings: readonly string[];
  /** What is not in it, or why nothing is known. */
  readonly unknown: string;
};

/** What happens to a primary: its port answers that nobody listens, or nothing answers at all. */
export const situations = { crash: 'the server crashes', silence: 'its machine goes silent' } as const;
export type Situation = keyof typeof situations;
