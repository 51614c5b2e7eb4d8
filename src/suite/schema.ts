import { z } from 'zod';

/** For a list in which the same thing twice would mean nothing. */
const eachOnce: [(items: readonly unknown[]) => boolean, string] = [
  (items) => new Set(items.map(keyOf)).size === items.length,
  'expected each once',
];

/** What two values have in common that are set alike: `50` and `"50"` are, whatever the order of keys. */
function keyOf(item: unknown): string {
  if (typeof item !== 'object' || item === null) return String(item);
  return JSON.stringify(
    Object.entries(item)
      .map(([key, value]) => [key, String(value)])
      .sort(),
  );
}

const aKey = 'expected a parameter of a topology such as POLL_MS, or a path such as workload.rate';
const settingKey = z
  .string()
  .max(200, aKey)
  .regex(/^[A-Za-z_][\w.-]*$/, aKey)
  .refine(
    (key) => key !== 'topology',
    'expected another key: topologies of a suite stand under `topologies`',
  );
const settingValue = z.union([z.string().max(1000), z.number(), z.boolean()]).meta({
  description: 'a value, as after --set KEY=',
});

/** Values of `--set`, by key. */
const settings = z.record(settingKey, settingValue);
export type Settings = z.output<typeof settings>;

const sweep = z
  .object({
    set: settingKey.meta({ description: 'what is varied: a parameter or a path, as for `set`' }),
    values: z
      .array(settingValue)
      .min(3)
      .max(100)
      .refine(eachOnce[0], 'expected each value once')
      .meta({ description: 'the values it takes, in the order of the axis' }),
  })
  .strict();

/** A suite file: scenarios x topologies x settings x repetitions. */
export const suiteSchema = z
  .object({
    name: z
      .string()
      .max(80)
      .regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case words joined by hyphens')
      .meta({ description: 'lower-case words joined by hyphens; the name of its folder in reports/' }),
    description: z.string().max(5000).optional().meta({ description: 'what it is for' }),
    scenarios: z
      .array(z.string().min(1).max(1000))
      .min(1)
      .max(1000)
      .refine(...eachOnce)
      .meta({
        description:
          'paths of scenario files from here, with * and ** as in a shell, or names of `ha-drill list`',
      }),
    topologies: z
      .array(z.string().min(1).max(1000))
      .min(1)
      .max(1000)
      .refine(...eachOnce)
      .meta({ description: 'folders in topologies/, or paths of compose files from here' }),
    set: settings.default({}).meta({ description: 'what is set in every drill, as by --set' }),
    variants: z
      .array(settings)
      .min(1)
      .max(100)
      .refine(...eachOnce)
      .optional()
      .meta({
        description: 'sets of settings, each of which makes a row of the comparison; {} for none of them',
      }),
    sweep: sweep.optional().meta({ description: 'one setting over several values, drawn as a curve' }),
    repeat: z.number().int().min(1).max(1000).default(3).meta({
      description: 'drills of each combination; 3 show no difference between two topologies for sure, 5 can',
    }),
    seed: z
      .number()
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(1)
      .meta({ description: 'of the first repetition; the others follow from it' }),
  })
  .strict();
export type Suite = z.output<typeof suiteSchema>;
