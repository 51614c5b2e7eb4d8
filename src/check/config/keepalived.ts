/** What a keepalived was told, as far as it decides who has the address. */
export type KeepalivedSettings = {
  /** It asks something other than whether its machine is there. */
  readonly tracks: boolean;
  readonly advertEveryS: number;
  /** The script that it asks, where there is one: seconds, and how often it must fail. */
  readonly script: { readonly everyS: number; readonly fall: number; readonly timeoutS: number } | undefined;
  readonly addresses: readonly string[];
};

/** Reads a configuration of keepalived; undefined for a text that is none. */
export function readKeepalived(text: string): KeepalivedSettings | undefined {
  const plain = text.replace(/[#!].*$/gm, '');
  if (!/\bvrrp_instance\s+\S+\s*\{/.test(plain)) return undefined;
  const block = /\bvirtual_ipaddress\s*\{([^}]*)\}/.exec(plain)?.[1] ?? '';
  const asked = /\bvrrp_script\s+\S+\s*\{([^}]*)\}/.exec(plain)?.[1];
  const number = (name: string, otherwise: number): number =>
    Number(new RegExp(`\\b${name}\\s+([\\d.]+)`).exec(asked ?? '')?.[1] ?? otherwise);
  const everyS = number('interval', 1);
  return {
    script:
      asked === undefined
        ? undefined
        : { everyS, fall: number('fall', 1), timeoutS: number('timeout', everyS) },
    tracks: /\b(track_script|track_process|track_file)\s*\{/.test(plain),
    advertEveryS: Number(/\badvert_int\s+([\d.]+)/.exec(plain)?.[1] ?? 1),
    addresses: block.match(/\d+(?:\.\d+){3}/g) ?? [],
  };
}
