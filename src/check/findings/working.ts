import type { Rule } from '../finding.ts';

const notEverywhere: Rule = {
  name: 'write-not-everywhere',
  weight: 'serious',
  looksFor: 'a write through the endpoint that does not come to every node',
  matters: 'What does not work while all is well does not work in an outage.',
  instead: 'See what the message says: the endpoint, its account, or replication to the node.',
  find: ({ writeProblem, endpoints }) =>
    writeProblem === undefined
      ? []
      : [
          {
            where: endpoints.write.services.join(', ') || (endpoints.write.address ?? ''),
            what: writeProblem,
          },
        ],
};

export const workingRules: readonly Rule[] = [notEverywhere];
