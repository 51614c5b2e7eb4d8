import type { ProxyLine } from './haproxy-lines.ts';

/** What becomes of a line: it stays, is another one, is left out, or is refused. */
export type LineFate =
  | { readonly stays: true }
  | { readonly used: string | null; readonly why: string }
  | { readonly refused: string };

const stays = { stays: true } as const;

const ofGlobal: readonly [RegExp, string, string | null][] = [
  [
    /^(chroot|user|group|uid|gid|daemon|pidfile|master-worker|unix-bind|default-path|set-dumpable|localpeer|node|description)$/,
    'the container decides how HAProxy starts',
    null,
  ],
  [/^stats$/, 'whoever fails over here tells HAProxy by this one', 'the socket of the topology'],
  [/^(log|log-send-hostname|log-tag|syslog)$/, 'there is no server of logs', null],
  [
    /^(nbproc|nbthread|cpu-map|numa-cpu-mapping|ulimit-n|thread-groups?)$/,
    'the machine of a drill is small',
    'nbthread 1',
  ],
  [
    /^(ca-base|crt-base|ssl-.*|issuers-chain-path|tune\.ssl\..*|lua-.*|external-check|insecure-.*|server-state-.*|setenv|presetenv|mailers|httpclient\..*|51degrees.*|deviceatlas.*|wurfl.*)$/,
    'it stands for files and programs of your machine',
    null,
  ],
];

/** A line of `global`. */
export function fateInGlobal({ words }: ProxyLine): LineFate {
  const [key = ''] = words;
  const rule = ofGlobal.find(([keys]) => keys.test(key));
  return rule ? { why: rule[1], used: rule[2] } : stays;
}

const leftOut: readonly [RegExp, string][] = [
  [
    /^(log|log-format|log-format-sd|log-tag|log-steps|unique-id-.*|monitor-.*|email-alert)$/,
    'there is no server of logs',
  ],
  [/^(errorfile|errorfiles|errorloc.*|load-server-state-from-file)$/, 'it stands for files of your machine'],
  [/^stats$/, 'pages of statistics are no part of a drill'],
  [
    /^(acl|tcp-request|tcp-response|http-.*|redirect|reqadd|rspadd|block|filter|capture|compression|cookie)$/,
    'clients have other addresses here, and speak the protocol of MySQL',
  ],
  [/^(source|id|guid|description|bind-process|persist|declare)$/, 'it means your machine'],
];

/** A line of `defaults`, or of a listener that is used. `server`, `bind` and the like are not asked here. */
export function fateInListener({ words }: ProxyLine): LineFate {
  const [key = '', second = '', ...rest] = words;
  if (key === 'option') return fateOfOption(second, rest);
  if (key === 'tcp-check') return fateOfTcpCheck([second, ...rest]);
  if (key === 'external-check')
    return { refused: 'expected no program as a check: the container of HAProxy has none of yours' };
  if (key === 'use_backend')
    return {
      refused: 'expected one backend by default_backend for each endpoint, found a choice between several',
    };
  if (key === 'server-template')
    return { refused: 'expected a line `server` for each server: there is no name server that lists them' };
  const rule = leftOut.find(([keys]) => keys.test(key));
  return rule ? { used: null, why: rule[1] } : stays;
}

function fateOfOption(option: string, rest: readonly string[]): LineFate {
  if (option === 'httpchk')
    return {
      refused:
        'expected a check of the server itself (check, option tcp-check, option mysql-check): no node has an HTTP service that answers',
    };
  if (option === 'external-check')
    return { refused: 'expected no program as a check: the container of HAProxy has none of yours' };
  if (
    /^(pgsql|smtp|ldap|redis|ssl-hello|spop)-?ch(ec)?k$/.test(option) ||
    (option.endsWith('-check') && !/^(tcp|mysql)-check$/.test(option))
  )
    return { refused: `expected a check that MySQL answers, found ${option}` };
  if (option !== 'mysql-check') return stays;
  if (!rest.includes('user')) return stays;
  return {
    used: 'option mysql-check',
    why: 'HAProxy can log in by mysql_native_password only, which no account here has: the greeting of the server is checked',
  };
}

function fateOfTcpCheck(words: readonly string[]): LineFate {
  if (words[0]?.startsWith('send'))
    return {
      refused:
        'expected no login by hand in a check: its account is none of those that the servers here have',
    };
  const port = words.includes('port') ? words[words.indexOf('port') + 1] : undefined;
  if (port !== undefined)
    return { refused: `expected a check at the port of the server, found port ${port}, which no node has` };
  return stays;
}
