import { networkInterfaces } from 'node:os';
import type Docker from 'dockerode';
import { environmentError, messageOf } from '../errors.ts';

/**
 * The first three octets of a /24 under 10.213.0.0/16 that neither a Docker network nor the host uses.
 * `first` spreads concurrent runs over the range. Only a network that is made knows that it was free: whoever finds it taken
 * asks for another one.
 *
 * @param taken what was tried already
 * @throws DrillError (exit 3) when none of the 256 is free
 */
export async function freeSubnet(
  docker: Docker,
  first: number,
  taken: readonly string[] = [],
): Promise<string> {
  const used = [...(await usedSubnets(docker)).keys()];
  for (let offset = 0; offset < 256; offset += 1) {
    const prefix = `10.213.${(first + offset) % 256}`;
    if (taken.includes(prefix)) continue;
    if (!used.some((subnet) => overlap(subnet, `${prefix}.0/24`))) return prefix;
  }
  throw environmentError('No free /24 network is left under 10.213.0.0/16.', {
    hint: 'Remove what earlier runs left: ha-drill clean',
  });
}

/** Whether a network could not be made because somebody else has its subnet by now. */
export function isTaken(error: unknown): boolean {
  return /Pool overlaps with other one/.test(messageOf(error));
}

/** Networks of IPv4 in use, as `10.0.0.0/24`, with what uses them. */
export async function usedSubnets(docker: Docker): Promise<ReadonlyMap<string, string>> {
  const networks = await docker.listNetworks();
  const used = new Map<string, string>();
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    for (const { family, cidr } of addresses ?? []) {
      if (family === 'IPv4' && cidr) used.set(cidr, `the interface ${name}`);
    }
  }
  for (const { Name, IPAM } of networks) {
    for (const { Subnet } of IPAM?.Config ?? []) if (Subnet) used.set(Subnet, `the network ${Name}`);
  }
  return used;
}

/** Whether two networks of IPv4, such as `10.0.0.0/24`, have an address in common. */
export function overlap(a: string, b: string): boolean {
  const [one, another] = [rangeOf(a), rangeOf(b)];
  return one !== undefined && another !== undefined && one.first <= another.last && another.first <= one.last;
}

function rangeOf(subnet: string): { readonly first: number; readonly last: number } | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(subnet);
  if (!match) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number);
  const size = 2 ** (32 - bits);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const first = address - (address % size);
  return { first, last: first + size - 1 };
}
