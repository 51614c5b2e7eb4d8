/**
 * Whose packets: those of some addresses, of everyone except some, or, whoever sends them, the advertisements by which
 * hosts agree who has a virtual address.
 */
export type Whom =
  | { readonly only: readonly string[] }
  | { readonly except: readonly string[] }
  | { readonly protocol: 'vrrp' };

export type Cut = {
  readonly whom: Whom;
  /** As the target sees it. */
  readonly direction: 'both' | 'in' | 'out';
  /** `drop` is silence; `reject` tells the sender. */
  readonly how: 'drop' | 'reject';
  /** Only while the fault's set has members: for a cut that comes and goes. */
  readonly flapping?: boolean;
  /** Only this share of the packets, at random; a second counter, NAME_seen, counts all of them. */
  readonly share?: number;
};

const table = 'inet ha_drill';

/** The IP protocol number of VRRP (RFC 9568). nft has no name for it. */
const vrrp = 112;

/**
 * The nft commands of a cut, one a line, for the agent's `net_on`: base chains of this fault alone, before connection
 * tracking and Docker's own rules, and a counter that bears its name. The target's loopback is left alone.
 */
export function cutRules(id: string, cut: Cut): string[] {
  const verdict = cut.how === 'drop' ? `counter name ${id} drop` : `jump ${id}_cut`;
  const flapping = cut.flapping ? `meta protocol @${id}_down ` : '';
  const share =
    cut.share === undefined
      ? ''
      : `counter name ${id}_seen numgen random mod 10000 < ${Math.round(cut.share * 10_000)} `;
  const chain = (side: 'in' | 'out'): string[] => {
    const hook = side === 'in' ? 'input' : 'output';
    const match = `${side === 'in' ? 'iif' : 'oif'} != "lo" ${flapping}${matching(cut.whom, side)}${share}`;
    return [
      `add chain ${table} ${id}_${side} { type filter hook ${hook} priority -300; policy accept; }`,
      `add rule ${table} ${id}_${side} ${match}${verdict}`,
    ];
  };
  return [
    `add table ${table}`,
    `add counter ${table} ${id}`,
    ...(cut.share === undefined ? [] : [`add counter ${table} ${id}_seen`]),
    ...(cut.flapping ? [`add set ${table} ${id}_down { type ether_type; flags timeout; }`] : []),
    ...(cut.how === 'reject' ? rejecting(id) : []),
    ...(cut.direction === 'out' ? [] : chain('in')),
    ...(cut.direction === 'in' ? [] : chain('out')),
  ];
}

/** RST passes: the one that `reject` itself sends would else be caught by our other chain. */
function rejecting(id: string): string[] {
  return [
    `add chain ${table} ${id}_cut`,
    `add rule ${table} ${id}_cut tcp flags & rst == rst accept`,
    `add rule ${table} ${id}_cut meta l4proto tcp counter name ${id} reject with tcp reset`,
    `add rule ${table} ${id}_cut counter name ${id} reject`,
  ];
}

function matching(whom: Whom, side: 'in' | 'out'): string {
  const address = side === 'in' ? 'ip saddr' : 'ip daddr';
  if ('protocol' in whom) return `ip protocol ${vrrp} `;
  if ('only' in whom) return `${address} { ${whom.only.join(', ')} } `;
  return whom.except.length > 0 ? `${address} != { ${whom.except.join(', ')} } ` : '';
}

/** The connections that a cut concerns, as a filter of ss(8). */
export function socketFilter(whom: Whom): string {
  // Advertisements belong to no connection: an address of the documentation (RFC 5737) has none.
  if ('protocol' in whom) return 'dst 192.0.2.1';
  if ('only' in whom) return whom.only.map((address) => `dst ${address}`).join(' or ');
  return ['127.0.0.0/8', '[::1]', ...whom.except].map((address) => `not dst ${address}`).join(' and ');
}
