/** The classes of disruption that a policy has targets for, with what each is: what breaks, as an operator would put it. */
export const disruptions = {
  process: 'a server dies or stands still, its host lives: connections are refused, or nothing is answered',
  host: 'a machine with all that runs on it is gone: nothing is answered',
  network: 'machines live, and do not reach each other, or badly',
  site: 'everything in one place is gone at once; no fault by itself, so a step says `disruption: site`',
  storage: 'a disk, a volume or a file is full, slow, broken or gone',
  resource: 'something runs out or is held: processor, connections, locks, a clock that is right',
  replication: 'replicas stop following, fall behind, or have transactions of their own',
  logical: 'the data itself is destroyed or altered, on all nodes',
  access: 'an account may no longer do what it must',
} as const;

export type Disruption = keyof typeof disruptions;
export const disruptionNames = Object.keys(disruptions) as [Disruption, ...Disruption[]];
