import type { Fault } from './types.ts';

/** All faults, by what they break, in the order in which they are shown. A new one is a folder beside this and a line here. */
const modules = {
  'process and host': {
    kill: import('./kill/fault.ts'),
    stop: import('./stop/fault.ts'),
    freeze: import('./freeze/fault.ts'),
    restart: import('./restart/fault.ts'),
    'crash-loop': import('./crash-loop/fault.ts'),
  },
  network: {
    isolate: import('./isolate/fault.ts'),
    blackout: import('./blackout/fault.ts'),
    partition: import('./partition/fault.ts'),
    flap: import('./flap/fault.ts'),
    delay: import('./delay/fault.ts'),
    jitter: import('./jitter/fault.ts'),
    loss: import('./loss/fault.ts'),
    corrupt: import('./corrupt/fault.ts'),
    duplicate: import('./duplicate/fault.ts'),
    reorder: import('./reorder/fault.ts'),
    bandwidth: import('./bandwidth/fault.ts'),
  },
  disk: {
    'disk-full': import('./disk-full/fault.ts'),
    'disk-slow': import('./disk-slow/fault.ts'),
    'io-error': import('./io-error/fault.ts'),
    'power-loss': import('./power-loss/fault.ts'),
    'volume-lost': import('./volume-lost/fault.ts'),
  },
  resources: {
    'cpu-starve': import('./cpu-starve/fault.ts'),
    'oom-kill': import('./oom-kill/fault.ts'),
    'clock-skew': import('./clock-skew/fault.ts'),
    'corrupt-page': import('./corrupt-page/fault.ts'),
    'corrupt-binlog': import('./corrupt-binlog/fault.ts'),
  },
  database: {
    'drop-database': import('./drop-database/fault.ts'),
    'drop-table': import('./drop-table/fault.ts'),
    truncate: import('./truncate/fault.ts'),
    'update-without-where': import('./update-without-where/fault.ts'),
    'delete-without-where': import('./delete-without-where/fault.ts'),
    'errant-transaction': import('./errant-transaction/fault.ts'),
    'lock-table': import('./lock-table/fault.ts'),
    'long-transaction': import('./long-transaction/fault.ts'),
    'connections-exhausted': import('./connections-exhausted/fault.ts'),
    'break-replication': import('./break-replication/fault.ts'),
    'replica-lag': import('./replica-lag/fault.ts'),
    'purge-binlogs': import('./purge-binlogs/fault.ts'),
    'revoke-privileges': import('./revoke-privileges/fault.ts'),
  },
} satisfies Readonly<Record<string, Readonly<Record<string, Promise<{ readonly fault: Fault }>>>>>;

type Modules = typeof modules;
/** What faults break, in the words of `ha-drill faults`. */
export type FaultGroup = keyof Modules;
export type FaultName = { [Group in FaultGroup]: keyof Modules[Group] }[FaultGroup];

const groups = Object.keys(modules) as FaultGroup[];
const groupsByName = new Map(
  groups.flatMap((group) => Object.keys(modules[group]).map((name) => [name, group])),
);

export const faultNames = [...groupsByName.keys()] as [FaultName, ...FaultName[]];

const loaded = groups.flatMap((group) => Object.values<Promise<{ readonly fault: Fault }>>(modules[group]));
const entries = (await Promise.all(loaded)).map(({ fault }, index) => [faultNames[index], fault] as const);
export const faults: Readonly<Record<FaultName, Fault>> = Object.fromEntries(entries) as Record<
  FaultName,
  Fault
>;

/** Those that destroy data on every node. */
export const destructiveFaults: readonly string[] = faultNames.filter((name) => faults[name].destroys);

/** What a fault breaks. */
export function groupOf(name: string): FaultGroup {
  const group = groupsByName.get(name);
  if (!group) throw new Error(`the fault ${name} is in no group of src/faults/list.ts`);
  return group;
}
