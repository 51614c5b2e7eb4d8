/** What a failover tool says about itself, as far as it says it. */
export type ManagerLook = {
  /** `watching`, or what it does instead. */
  readonly activity: string | null;
  /** The node that it holds for the primary. */
  readonly primary: string | null;
  /** Why it cannot route, by its own words. */
  readonly problem: string | null;
  /** Nodes that do not answer it. */
  readonly silent: string[];
};
