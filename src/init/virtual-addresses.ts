import type { FoundFile } from './found-files.ts';

/** Addresses that keepalived moves, by its configuration. */
export function virtualAddresses({ files }: { readonly files: readonly FoundFile[] }): string[] {
  const found = files.flatMap(({ text }) =>
    [...text.matchAll(/virtual_ipaddress(?:_excluded)?\s*\{([^}]*)\}/g)].flatMap(([, block = '']) =>
      addressesIn(block),
    ),
  );
  return [...new Set(found)];
}

/** The addresses of a network namespace, by its /proc/net/fib_trie: those of the loopback device left out. */
export function localAddresses(trie: string): string[] {
  const local = trie.slice(trie.lastIndexOf('Local:'));
  const found = [...local.matchAll(/\|-- ([\d.]+)\n\s+\/32 host LOCAL/g)].map(([, address = '']) => address);
  return [...new Set(found)].filter((address) => !address.startsWith('127.'));
}

function addressesIn(text: string): string[] {
  return [...text.matchAll(/\b(\d{1,3}(?:\.\d{1,3}){3})\b/g)].map(([, address = '']) => address);
}
