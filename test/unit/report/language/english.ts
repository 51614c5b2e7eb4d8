/** What is the same in every language: units, names of products and of things that have no other name. */
const alike =
  /\b(?:ms|min|KiB|MiB|GiB|RTO|RPO|GTIDs?|UTC|CPU|TLS|CI|SQL|WHERE|UPDATE|DELETE|DEFINER|OOM|ONLINE|Router|X|mysql_native_password|Docker|Linux|Debian|MySQL|Node\.js|HAProxy|Orchestrator|ProxySQL|keepalived|notify|secondary|compose|pull request|binlog|errant|schema|ledger|writer|sequence|commit|id|ID|bootstrap|Efron|Gehan|Wilcoxon-Mann-Whitney|Holm|Adya|Elle|Kingsbury and Alvaro|promises|missed|p95|p99|p|n|ww|wr|rw|ha-drill(?:\/result\/1)?|mysql2|events\.ndjson\.gz|failover-completed|write-outage|availability|read-your-writes|monotonic-reads|(?:Rpl_|server_)[\w-]+)\b/g;

/** The English words in a text that should have none. `names` are those of nodes, scenarios and the like. */
export function englishIn(text: string, names: Iterable<string> = []): string[] {
  const own = [...names].filter((name) => name !== '').sort((one, other) => other.length - one.length);
  const rest = own.reduce((left, name) => left.replaceAll(name, ' '), text.replaceAll(alike, ' '));
  return rest.match(/[A-Za-z][A-Za-z’']+/g) ?? [];
}

/** The numbers in a text, with those of times and names, in ascending order. */
export function numbersIn(text: string): string[] {
  return (text.match(/\d[\d,]*(?:\.\d+)?/g) ?? []).map((one) => one.replace(/,$/, '')).sort();
}
