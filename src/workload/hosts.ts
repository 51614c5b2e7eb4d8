/** Where a server or a proxy listens. */
export type Host = { readonly host: string; readonly port: number };

/** Which host of its list a driver uses. */
export type HostChoice = {
  current(): Host;
  /** The one that was used does not serve writes: the next one is used, unless somebody has moved on already. */
  failed(host: Host): void;
};

/**
 * Puts the addresses that hosts have now into a list that clients hold: whoever asks for the current host gets the new one.
 * What has not changed stays the same object, so that its connections are kept.
 */
export function moveHosts(list: Host[], now: readonly Host[]): void {
  for (const [index, { host, port }] of now.entries()) {
    const held = list[index];
    if (held && (held.host !== host || held.port !== port)) list[index] = { host, port };
  }
}

/** Begins with the first host, and goes round the list. */
export function chooseHost(hosts: readonly [Host, ...Host[]]): HostChoice {
  let index = 0;
  const current = (): Host => hosts[index] ?? hosts[0];
  return {
    current,
    failed: (host) => {
      if (host === current()) index = (index + 1) % hosts.length;
    },
  };
}
