/** What a kind of replication promises. A check says which of it must be promised for the check to mean anything. */
export const traits = {
  'several-nodes': 'there is another node that can lead',
  'one-writer': 'one node at a time accepts writes',
  'one-server': 'one node at a time runs a server, on a volume that all of them share',
  copies: 'other nodes have copies of its rows',
  channel: 'replicas fetch from a source, by a channel of their own',
  'binary-logs': 'nodes keep binary logs, from which others or an archive read',
  acknowledgement: 'a write is answered only after a replica has it',
} as const;

export type Trait = keyof typeof traits;

export const allTraits = Object.keys(traits) as Trait[];
