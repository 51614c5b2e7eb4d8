import { z } from 'zod';

/** What the policy of a project said of a scenario when it was drilled. Names may be unknown to this version. */
export const recordedPolicySchema = z.object({
  disruptions: z
    .array(z.string())
    .meta({ description: 'the class of disruption of each step of the method' }),
  classes: z.array(z.string()).meta({ description: 'the classes for which the policy has targets' }),
  targets: z
    .array(
      z.object({
        disruption: z.string(),
        measure: z.string(),
        target: z.string(),
        origin: z.string().meta({ description: 'file and line' }),
      }),
    )
    .meta({ description: 'those that hold, since the scenario has none of its own' }),
});
export type RecordedPolicy = z.infer<typeof recordedPolicySchema>;
