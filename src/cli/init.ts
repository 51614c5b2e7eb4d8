import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { connectDocker } from '../docker/docker.ts';
import { requireReach } from '../docker/reach.ts';
import { usageError } from '../errors.ts';
import { type Initiated, initiate } from '../init/init.ts';
import { writeProject } from '../init/project.ts';
import { type ComposeOptions, withComposeOptions } from './compose-options.ts';
import { listenForInterrupts } from './interrupt.ts';
import { frozenOption, type TrustOption, trustOf, trustOption } from './options.ts';
import { print, tell } from './output.ts';
import { asTyped } from './own-command.ts';

type Options = {
  setup?: string;
  out?: string;
  force?: boolean;
  start: boolean;
} & ComposeOptions &
  TrustOption;

/** `ha-drill init`: the files of a project; or the ha-drill.yml of a stack of the user's own. */
export function initCommand(): Command {
  const command = new Command('init')
    .description(
      'start drills of your own; or look at the stack of a compose file, and write the ha-drill.yml by which it is drilled',
    )
    .argument('[compose-file...]', 'the compose files of the stack, which stay as they are');
  return withComposeOptions(command)
    .option('--setup <command>', 'a command of yours that sets the stack up after its start, on the copy')
    .option('--out <file>', 'where to write (default: ha-drill.yml beside the first compose file)')
    .option('--force', 'overwrite what is there')
    .option(...trustOption)
    .option(...frozenOption)
    .option('--no-start', 'guess by the files alone, and start nothing')
    .action(async (words: string[], options: Options) => {
      const files = [...options.file, ...words].map((file) => resolve(file));
      const [first] = files;
      if (first === undefined) return startProject(options);
      const envFiles = options.envFile.map((file) => resolve(file));
      for (const file of [...files, ...envFiles]) {
        if (!existsSync(file)) throw usageError(`${shown(file)}: no such file`);
      }
      const out = resolve(options.out ?? join(dirname(first), 'ha-drill.yml'));
      if (!existsSync(dirname(out))) throw usageError(`${shown(dirname(out))}: no such folder`);
      const overwrite = options.force === true;
      if (existsSync(out) && !overwrite) {
        throw usageError(
          `${shown(out)} is there already, and was not touched.`,
          'Write another file with --out FILE, or overwrite it with --force.',
        );
      }
      if (files.includes(out)) throw usageError(`${shown(out)}: expected another file than the compose file`);
      const trust = trustOf(options);
      const { profile: profiles, scale, setup } = options;
      const request = { files, profiles, envFiles, scale, setup, out, overwrite, trust };
      const initiated = options.start ? await withCopy(request) : await initiate(request, undefined);
      print(asTyped(summary(out, initiated)));
    });
}

/** Without a compose file: what a team needs to have drills of its own. */
async function startProject({ profile, envFile, scale, setup, out, force }: Options): Promise<void> {
  const ofStack = profile.length + envFile.length + Object.keys(scale).length > 0;
  if (ofStack || out !== undefined || setup !== undefined)
    throw usageError(
      'expected a compose file beside --profile, --env-file, --scale, --setup and --out, found none',
      'ha-drill init docker-compose.yml looks at a stack; ha-drill init, without any of these, starts a project',
    );
  const written = await writeProject(process.cwd(), force === true);
  print(
    asTyped(
      [
        ...written.map((file) => `wrote ${file}`),
        'Next:',
        '  ha-drill plan failover',
        '  ha-drill run failover',
        '  ha-drill init docker-compose.yml    to drill a stack of your own',
      ].join('\n'),
    ),
  );
}

async function withCopy(request: Parameters<typeof initiate>[0]): Promise<Initiated> {
  const docker = await connectDocker();
  await requireReach(docker);
  const interrupt = listenForInterrupts();
  try {
    return await initiate(request, { docker, signal: interrupt.signal, tell });
  } finally {
    interrupt.ignore();
  }
}

/** What was found, in a few lines, and what to do next. */
function summary(out: string, { draft, seen }: Initiated): string {
  const all = draft.entries;
  const writtenAs = (key: string): unknown => all.find((entry) => entry.key === key)?.value;
  const count = (of: 'findings' | 'questions'): number =>
    all.reduce((sum, entry) => sum + (entry[of]?.length ?? 0), 0);
  const file = shown(out);
  // Commands of the user run on this machine, which a drill does only for those who say that it may.
  const [toCheck, toRun] = [['setup'], ['setup', 'recovery']].map((keys) =>
    keys.some((key) => writtenAs(key) !== undefined) ? ' --trust-topology' : '',
  );
  const shownKeys = ['nodes', 'replication', 'endpoints', 'proxy', 'failover', 'setup', 'recovery'] as const;
  const lines = shownKeys.flatMap((key) => {
    const value = writtenAs(key);
    return value === undefined ? [] : [`  ${key.padEnd(12)} ${inline(value)}`];
  });
  return [
    `wrote ${file}`,
    ...lines,
    ...(seen?.primary === undefined ? [] : [`  primary      ${seen.primary}, at the start`]),
    ...all.flatMap(({ findings = [] }) => findings.map((line) => `finding: ${line}`)),
    ...all.flatMap(({ questions = [] }) => questions.map((line) => `question: ${line}`)),
    count('questions') > 0 ? `Answer the questions in ${basename(out)}, then:` : 'Next:',
    `  ha-drill check ${file}${toCheck}`,
    `  ha-drill run kill-primary --topology ${file}${toRun}`,
  ].join('\n');
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return value.map(inline).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, one]) => (typeof one === 'object' ? `${key} (${inline(one)})` : `${key} ${String(one)}`))
    .join(', ');
}

function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}
