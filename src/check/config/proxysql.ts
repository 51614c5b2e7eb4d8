/** What a ProxySQL was told, as far as it decides who gets writes. */
export type ProxysqlSettings = {
  /** Milliseconds from one question to the next; the defaults of ProxySQL where nothing is said. */
  readonly pingEveryMs: number;
  readonly readOnlyEveryMs: number;
  /** It asks servers whether they are read-only, or members of a group, and moves them by that. */
  readonly followsRoles: boolean;
};

/** Reads a configuration of ProxySQL; undefined for a text that is none. */
export function readProxysql(text: string): ProxysqlSettings | undefined {
  const plain = text.replace(/#.*$/gm, '');
  if (!/\bmysql_variables\s*[=:]/.test(plain) && !/\badmin_variables\s*[=:]/.test(plain)) return undefined;
  const number = (name: string, otherwise: number): number =>
    Number(new RegExp(`\\b${name}\\s*[=:]\\s*"?(\\d+)`).exec(plain)?.[1] ?? otherwise);
  return {
    pingEveryMs: number('monitor_ping_interval', 8000),
    readOnlyEveryMs: number('monitor_read_only_interval', 1000),
    followsRoles:
      /\bmysql_(replication|group_replication|galera|aws_aurora)_hostgroups\s*[=:]\s*\(\s*\{/.test(plain),
  };
}
