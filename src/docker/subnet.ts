import { networkInterfaces } from 'node:os';
import type Docker from 'dockerode';
import { environmentError } from '../errors.ts';

/**
 * The first three octets of a /24 under 10.213.0.0/16 that neither a Docker network nor the host uses.
 * `first` spreads concurrent runs over the range.
 *
 * @throws DrillError (exit 3) when none of the 256 is free
 */
export async function freeSubnet(docker: Docker, first: number): Promise<string> {
  const networks = await docker.listNetworks();
  const used = new Set<string>();
  for (const network of networks) {
    for (const pool of network.IPAM?.Config ?? []) if (pool.Subnet) used.add(prefixOf(pool.Subnet));
  }
  for (const addresses of Object.values(networkInterfaces())) {
    for (const address of addresses ?? []) used.add(prefixOf(address.address));
  }
  for (let offset = 0; offset < 256; offset += 1) {
    const prefix = `10.213.${(first + offset) % 256}`;
    if (!used.has(prefix)) return prefix;
  }
  throw environmentError('No free /24 network is left under 10.213.0.0/16.', {
    hint: 'Remove what earlier runs left: ha-drill clean',
  });
}

function prefixOf(address: string): string {
  return address.split('.').slice(0, 3).join('.');
}
