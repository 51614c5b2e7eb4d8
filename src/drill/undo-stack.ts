import { messageOf } from '../errors.ts';

/** What must be undone, last first, however a drill ends. */
export type UndoStack = {
  /**
   * `what` names the undoing in an error message, such as "remove the containers". Once everything was undone, what a
   * phase that was given up still adds is undone at once, as well as it can be: by its label `clean` finds the rest.
   */
  push(what: string, undo: () => Promise<void> | void): void;
  /** Undoes everything, last first, once; resolves with a line for each undoing that failed. Never rejects. */
  run(): Promise<string[]>;
};

export function undoStack(): UndoStack {
  const steps: { what: string; undo: () => Promise<void> | void }[] = [];
  let over = false;
  return {
    push: (what, undo) => {
      if (over)
        void Promise.resolve()
          .then(undo)
          .catch(() => undefined);
      else steps.push({ what, undo });
    },
    run: async () => {
      const failures: string[] = [];
      for (let step = steps.pop(); step; step = steps.pop()) {
        try {
          await step.undo();
        } catch (error) {
          failures.push(`${step.what}: ${messageOf(error)}`);
        }
      }
      over = true;
      return failures;
    },
  };
}
