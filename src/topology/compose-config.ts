import { execa } from 'execa';
import { z } from 'zod';
import { environmentError, usageError } from '../errors.ts';
import { composeEnvironment, valuesOf } from './environment.ts';

const mountSchema = z.looseObject({
  type: z.string(),
  source: z.string().optional(),
  target: z.string(),
  read_only: z.boolean().optional(),
});

const referenceSchema = z.looseObject({ source: z.string(), target: z.string().optional() });
const fileSchema = z.looseObject({ file: z.string().optional() });

const serviceSchema = z.looseObject({
  image: z.string().optional(),
  build: z.unknown().optional(),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  volumes: z.array(mountSchema).default([]),
  configs: z.array(referenceSchema).optional(),
  secrets: z.array(referenceSchema).optional(),
  networks: z
    .record(z.string(), z.looseObject({ ipv4_address: z.string().optional() }).nullable())
    .default({}),
  network_mode: z.string().optional(),
  restart: z.string().optional(),
  scale: z.number().optional(),
  deploy: z.looseObject({ replicas: z.number().optional() }).optional(),
});

const networkSchema = z.looseObject({
  external: z.boolean().optional(),
  driver: z.string().optional(),
  ipam: z
    .looseObject({
      config: z.array(z.looseObject({ subnet: z.string().optional() })).optional(),
    })
    .optional(),
});

const volumeSchema = z.looseObject({
  external: z.boolean().optional(),
  driver_opts: z.record(z.string(), z.string()).optional(),
});

const composeConfigSchema = z.looseObject({
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), networkSchema.nullable()).default({}),
  volumes: z.record(z.string(), volumeSchema.nullable()).default({}),
  configs: z.record(z.string(), fileSchema).optional(),
  secrets: z.record(z.string(), fileSchema).optional(),
});

/**
 * Compose files as Compose reads them: in one, with every variable, path and reference resolved. Dollar signs are doubled,
 * so that it can be read again.
 */
export type ComposeConfig = z.infer<typeof composeConfigSchema>;
export type ComposeService = ComposeConfig['services'][string];
export type ComposeMount = ComposeService['volumes'][number];

/** Which compose files a stack is made of. */
export type ComposeFiles = {
  /** Absolute. */
  readonly files: readonly string[];
  readonly profiles: readonly string[];
  /** Absolute. */
  readonly envFiles: readonly string[];
  /** Of the environment of ha-drill, those that they get. */
  readonly variables: readonly string[];
  /** Containers by service, where that differs from what the files say. */
  readonly scale: Readonly<Record<string, number>>;
};

/**
 * Asks Compose what its files say. Needs the command line of Docker, and no engine.
 *
 * @throws DrillError (exit 64) with the words of Compose where it refuses them; (exit 3) where there is no Compose
 */
export async function readComposeConfig(stack: Omit<ComposeFiles, 'scale'>): Promise<ComposeConfig> {
  const { files, profiles, envFiles, variables } = stack;
  const each = (option: string, values: readonly string[]) => values.flatMap((value) => [option, value]);
  const words = [
    'compose',
    ...each('--file', files),
    ...each('--env-file', envFiles),
    ...each('--profile', profiles),
    'config',
    '--format',
    'json',
  ];
  const env = composeEnvironment(valuesOf(variables));
  const result = await execa('docker', words, { env, extendEnv: false, reject: false, stdin: 'ignore' });
  if (result.failed) {
    const said = result.stderr.trim() || String(result.shortMessage);
    if (result.exitCode === undefined || /is not a docker command|unknown flag/.test(said)) {
      throw environmentError(`Compose cannot be asked what ${files.join(', ')} says: ${said}`, {
        hint: 'ha-drill setup installs Docker and Compose',
      });
    }
    throw usageError(`docker compose refuses ${files.join(', ')}:\n${said}`);
  }
  return asComposeConfig(JSON.parse(result.stdout ?? ''));
}

/** What `docker compose config --format json` printed. */
export function asComposeConfig(printed: unknown): ComposeConfig {
  return composeConfigSchema.parse(printed);
}
