import type { Availability, Need } from '../faults/needs.ts';
import { cutRules } from '../faults/shared/network/cut-rules.ts';

/** What only a container with the right to mount can try; the fault agent has not got it. */
export type MountNeed = 'loop-xfs';
export type AgentNeed = Exclude<Need, MountNeed>;

/** Commands of the fault agent that use a thing, with the very rules that faults use, and let go of it again. */
const agentTrials: Readonly<Record<AgentNeed, string>> = {
  nftables: `net_on probe '${exampleRules()}' && net_off probe`,
  'traffic-shaping': 'qdisc_on tbf rate 1mbit burst 5000 latency 400ms && qdisc_off tbf',
  netem: 'qdisc_on netem delay 1ms && qdisc_off netem',
  delay: 'delay_on 1000 0 && delay_off',
  'io-throttle': cgroupFile('blkio/blkio.throttle.write_bps_device', 'io.max'),
  'memory-limit': cgroupFile('memory/memory.limit_in_bytes', 'memory.max'),
  'cpu-limit': cgroupFile('cpu/cpu.cfs_quota_us', 'cpu.max'),
};

function exampleRules(): string {
  const cut = { whom: { except: [] }, direction: 'both', how: 'reject', share: 0.5, flapping: true } as const;
  return cutRules('probe', cut).join('; ');
}

/** Finds the file by which a container's cgroup is limited, of cgroup v1 or of v2. */
function cgroupFile(v1: string, v2: string): string {
  const look = (file: string): string => `ls /sys/fs/cgroup/${file}`;
  return `{ ${look(v1)} 2>/dev/null || ${look(v2)}; }`;
}

/** Asking for a file system by name, and for loop devices, loads their modules where they are modules. */
const mountTrial = `mknod /tmp/control c 10 237 && : </tmp/control && echo 'loop devices can be opened' || exit
mount -t xfs none /mnt 2>/dev/null
grep -q xfs /proc/filesystems || { echo 'the kernel knows no XFS'; exit 1; }
echo 'and the kernel knows XFS'`;

const success = 'ha-drill: it works';

/** The agent's command that tries one thing. It never fails: its output is for `readTrial`. */
export function agentTrial(need: AgentNeed): string {
  return `${agentTrials[need]} && echo '${success}' || :`;
}

/** The shell script that tries loop devices and XFS; its output is for `readTrial`. */
export const mountTrialScript = `(${mountTrial}) 2>&1 && echo '${success}'`;

/** What a trial has shown, by what it printed. One that said nothing, or broke off, has not shown that it works. */
export function readTrial(lines: readonly string[]): Availability {
  const said = lines.map((line) => line.trim()).filter((line) => line !== '' && line !== success);
  const available = lines.at(-1)?.trim() === success;
  const found = said.join(', ');
  return { available, found: found || (available ? 'tried, and it works' : 'tried, and it does not work') };
}
