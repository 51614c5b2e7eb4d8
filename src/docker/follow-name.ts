import { Resolver } from 'node:dns/promises';

/** No host has a name like this (RFC 6761): to connect to it fails at once, as where a name leads nowhere. */
const nowhere = 'nowhere.invalid';
/** How old an answer may be that a client uses (ms). */
const freshMs = 100;
/** A name server is asked anew after that (ms). */
const answerWithinMs = 1000;
/** A client goes on with what it knew while the name server is silent, as long as a stub resolver waits for it (ms). */
const silentForMs = 5000;
/** Answers which say that the name leads nowhere. */
const leadsNowhere = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * Where a name leads now, by the name server at an address: whoever reads `host` gets an answer of the last tenth of a second,
 * and has it asked anew. Of several addresses it keeps to the one that it has. A name that is unknown leads nowhere at once; one
 * whose server is silent, after 5 s.
 *
 * @param server of now: address and port, as `10.0.0.2:53`; empty where it has no address
 */
export function followName(name: string, server: () => string): { readonly host: string } {
  let host = nowhere;
  let answeredAtMs = Number.NEGATIVE_INFINITY;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let asking = false;
  const ask = async (): Promise<void> => {
    askedAtMs = performance.now();
    try {
      const addresses = await addressesOf(name, server());
      answeredAtMs = performance.now();
      if (!addresses.includes(host)) host = addresses[0] ?? nowhere;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (leadsNowhere.has(code) || performance.now() - answeredAtMs > silentForMs) host = nowhere;
    } finally {
      asking = false;
    }
  };
  return {
    get host() {
      if (!asking && performance.now() - askedAtMs > freshMs) {
        asking = true;
        void ask();
      }
      return host;
    },
  };
}

async function addressesOf(name: string, server: string): Promise<string[]> {
  const resolver = new Resolver({ timeout: answerWithinMs, tries: 1 });
  resolver.setServers([server]);
  return resolver.resolve4(name);
}
