/** Where a server or a proxy listens. */
export type Host = { readonly host: string; readonly port: number };

/** Which host of its list a driver uses. */
export type HostChoice = {
  current(): Host;
  /** The one that was used does not serve writes: the next one is used, unless somebody has moved on already. */
  failed(host: Host): void;
};

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
