/** Which nodes the proxy sends to: writes to the primary or nowhere, reads to some nodes. */
export type Routing = { readonly write: string | null; readonly read: readonly string[] };

/** Whether a server of a backend takes traffic. */
export type ServerState = { readonly backend: string; readonly server: string; readonly enabled: boolean };

export const showServersState = 'show servers state';

const backends = ['write', 'read'] as const;

/**
 * What HAProxy says about its servers in `show servers state` (management guide, version 1 of the format). A server
 * takes traffic unless its srv_op_state is 0, stopped. Not so srv_admin_state: one that the configuration disabled and
 * the runtime API enabled keeps a flag there.
 */
export function parseServersState(text: string): ServerState[] {
  const [version, header, ...lines] = text.split('\n').map((line) => line.trim());
  if (version !== '1' || !header?.startsWith('# be_id')) {
    throw new Error(`Expected HAProxy's servers state of version 1, found "${text.slice(0, 80)}".`);
  }
  const columns = header.slice(2).split(' ');
  const at = (fields: string[], column: string): string => fields[columns.indexOf(column)] ?? '';
  return lines
    .filter((line) => line !== '')
    .map((line) => line.split(' '))
    .map((fields) => ({
      backend: at(fields, 'be_name'),
      server: at(fields, 'srv_name'),
      enabled: at(fields, 'srv_op_state') !== '0',
    }));
}

/**
 * The commands that bring HAProxy from `current` to `wanted`; none when it is there. What must not be reached comes
 * first, and its sessions are cut; then what may be reached.
 */
export function routingCommands(current: readonly ServerState[], wanted: Routing): string[] {
  const known = current.filter(({ backend }) => backends.some((name) => name === backend));
  const isWanted = ({ backend, server }: ServerState): boolean =>
    backend === 'write' ? wanted.write === server : wanted.read.includes(server);
  const off = known.filter((one) => one.enabled && !isWanted(one));
  const on = known.filter((one) => !one.enabled && isWanted(one));
  return [
    ...off.flatMap(({ backend, server }) => [
      `set server ${backend}/${server} state maint`,
      `shutdown sessions server ${backend}/${server}`,
    ]),
    ...on.map(({ backend, server }) => enabling(backend, server)),
  ];
}

/** The command that lets a server of a backend take traffic. */
export function enabling(backend: string, server: string): string {
  return `set server ${backend}/${server} state ready`;
}
