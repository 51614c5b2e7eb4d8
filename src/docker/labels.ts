/** On everything ha-drill creates: the run it belongs to. What lacks it is never touched. */
export const runLabel = 'ha-drill.run';
/** What a container of ours is for, apart from the services of the topology: `sidecar`. */
export const roleLabel = 'ha-drill.role';
/** Compose's own label: the service a container is of. */
export const composeServiceLabel = 'com.docker.compose.service';

/** The Compose project of a run. */
export function projectOf(run: string): string {
  return `ha-drill-${run}`;
}
