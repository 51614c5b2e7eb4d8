import { readFile } from 'node:fs/promises';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';

/** What of GitLab's formats the component and the examples use (docs.gitlab.com: CI/CD YAML syntax, CI/CD components). */
const rules = z.array(
  z.strictObject({
    if: z.string().optional(),
    changes: z.array(z.string()).optional(),
    when: z.enum(['on_success', 'manual', 'never', 'always']).optional(),
    allow_failure: z.boolean().optional(),
  }),
);
const inputSchema = z.strictObject({
  description: z.string().optional(),
  type: z.enum(['string', 'number', 'boolean', 'array']).default('string'),
  default: z.unknown(),
});
const headerSchema = z.strictObject({
  spec: z.strictObject({ inputs: z.record(z.string(), inputSchema) }),
});
export const jobSchema = z.strictObject({
  stage: z.string(),
  tags: z.array(z.string()),
  rules,
  parallel: z.number().int().min(1).max(200),
  variables: z.record(z.string(), z.string()),
  script: z.array(z.string()),
  artifacts: z.strictObject({
    when: z.literal('always'),
    name: z.string(),
    paths: z.array(z.string()),
    reports: z.strictObject({ junit: z.string(), dotenv: z.string(), codequality: z.string() }),
  }),
});
export type GitlabJob = z.infer<typeof jobSchema>;

/** A pipeline that includes the component, and may add keywords to its jobs. */
export const pipelineSchema = z
  .object({
    stages: z.array(z.string()).optional(),
    include: z.array(z.strictObject({ component: z.string(), inputs: z.record(z.string(), z.unknown()) })),
  })
  .catchall(z.strictObject({ environment: z.string() }));

/** The jobs of a pipeline of the examples, by their names. */
export async function jobsOf(file: string): Promise<Map<string, GitlabJob>> {
  const { include } = pipelineSchema.parse(parse(await readFile(file, 'utf8')));
  const jobs = await Promise.all(include.map(({ inputs }) => jobOf(inputs)));
  return new Map(jobs);
}

/** What the component may be given, by name. */
export async function componentInputs(): Promise<Readonly<Record<string, z.output<typeof inputSchema>>>> {
  const [header] = parseAllDocuments(await readFile('templates/drill.yml', 'utf8'));
  return headerSchema.parse(header?.toJS()).spec.inputs;
}

/** The job that the component makes of some inputs, as GitLab puts them in: values of their own type where they stand alone. */
export async function jobOf(given: Readonly<Record<string, unknown>>): Promise<[string, GitlabJob]> {
  const [, body] = parseAllDocuments(await readFile('templates/drill.yml', 'utf8'));
  const inputs = await componentInputs();
  for (const [name, value] of Object.entries(given)) {
    const type = inputs[name]?.type;
    const found = Array.isArray(value) ? 'array' : typeof value;
    if (type !== found) throw new Error(`the input ${name}: expected ${type}, found ${found}`);
  }
  const value = (name: string) => (name in given ? given[name] : inputs[name]?.default);
  const put = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(put);
    if (typeof node === 'object' && node !== null)
      return Object.fromEntries(Object.entries(node).map(([key, one]) => [put(key), put(one)]));
    if (typeof node !== 'string') return node;
    const [, alone] = /^\$\[\[ inputs\.([\w-]+) \]\]$/.exec(node) ?? [];
    if (alone) return value(alone);
    return node.replaceAll(/\$\[\[ inputs\.([\w-]+) \]\]/g, (_, name: string) => String(value(name)));
  };
  const [job] = Object.entries(put(body?.toJS()) as object);
  if (!job) throw new Error('the component makes no job');
  const { variables, ...rest } = job[1];
  const texts = Object.fromEntries(Object.entries(variables).map(([key, one]) => [key, String(one)]));
  return [job[0], jobSchema.parse({ ...rest, variables: texts })];
}
