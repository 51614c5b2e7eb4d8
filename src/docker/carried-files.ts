import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { mostCopiedBytes, type PathLook } from '../topology/bind-fate.ts';
import { isBelow, isHarmless, isReadable } from '../topology/binds.ts';
import type { ComposeConfig, ComposeMount, ComposeService } from '../topology/compose-config.ts';

/** A folder of this machine, and the volume that has what is in it. */
export type CarriedFolder = { readonly from: string; readonly volume: string };

/** The parts of a project that change when it mounts nothing of this machine any more. */
export type Carried = {
  readonly services: Readonly<Record<string, Pick<ComposeService, 'volumes' | 'configs' | 'secrets'>>>;
  /** Compose puts them into each container that it makes, also when it is made anew. */
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
  readonly volumes: Readonly<Record<string, { readonly external: true; readonly name: string }>>;
  readonly folders: readonly CarriedFolder[];
};

/** What is at a path of this machine. */
export type FileLook = PathLook & {
  /** Of a file, unless it is no text. */
  readonly text?: string | undefined;
  /** Permissions, such as 0o644. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
};

export type CarryOptions = {
  /** Of the run: copies in it are carried although they may be written to. */
  readonly folder: string;
  /** What the names of volumes begin with. */
  readonly prefix: string;
  look(path: string): FileLook;
};

/**
 * How a project comes to its files on an engine that does not see those of this machine. A mounted file becomes a config of
 * Compose, which puts it into the container; a mounted folder becomes a volume. So it is for every engine, and a drill is the
 * same everywhere.
 *
 * What stays a bind is of the engine's machine: what a trusted topology writes to or reaches, what belongs to the system
 * (`/etc/localtime`), what is too large (64 MB), and files that Compose cannot put there: those that are no text, and those
 * of a service whose root is read-only or that has a tmpfs above them.
 */
export function carryFiles(config: ComposeConfig, options: CarryOptions): Carried {
  const services = Object.entries(config.services).map(
    ([name, service]) => [name, carriedService(config, service, options)] as const,
  );
  const fates = services.flatMap(([, one]) => one.fates);
  const folders = new Map(fates.flatMap(({ folder }) => (folder ? [[folder.volume, folder.from]] : [])));
  return {
    services: Object.fromEntries(services.map(([name, one]) => [name, one.service])),
    configs: Object.fromEntries(
      fates.flatMap(({ file }) => (file ? [[file.name, { content: file.content }]] : [])),
    ),
    volumes: Object.fromEntries([...folders.keys()].map((name) => [name, { external: true, name }])),
    folders: [...folders].map(([volume, from]) => ({ volume, from })),
  };
}

function carriedService(config: ComposeConfig, service: ComposeService, options: CarryOptions) {
  const mounts = service.volumes.map((mount) => carried(service, mount, options));
  const of = (kind: 'configs' | 'secrets'): Referred[] =>
    referred(config, service, kind).map(({ reference, mount }) => ({
      reference,
      ...(mount ? carried(service, mount, options) : {}),
    }));
  const [configs, secrets] = [of('configs'), of('secrets')];
  const fates: Fate[] = [...mounts, ...configs, ...secrets];
  const left = (some: readonly Referred[]) => some.flatMap((one) => (one.config ? [] : [one.reference]));
  return {
    service: {
      volumes: mounts.flatMap(({ mount }) => mount ?? []),
      configs: [...left(configs), ...fates.flatMap((one) => one.config ?? [])],
      secrets: left(secrets),
    },
    fates,
  };
}

/** What becomes of a mount: it stays one, maybe of a volume, or a config takes its place. */
type Fate = {
  readonly mount?: ComposeMount;
  readonly config?: Readonly<Record<string, string>> & { readonly source: string };
  readonly file?: { readonly name: string; readonly content: string };
  readonly folder?: CarriedFolder;
};

/** A service's own word for a config or a secret. */
type Reference = NonNullable<ComposeService['configs']>[number];
type Referred = Fate & { readonly reference: Reference };

function carried(service: ComposeService, mount: ComposeMount, { folder, prefix, look }: CarryOptions): Fate {
  const { source = '', target, read_only: readOnly = false } = mount;
  if (mount.type !== 'bind') return { mount };
  const isOurs = readOnly ? isHarmless(source, true) && !isReadable(source) : isBelow(source, folder);
  const kept = { mount: { ...mount, bind: { create_host_path: false } } };
  if (!isOurs) return { mount };
  const found = look(source);
  if (found.bytes > mostCopiedBytes) return kept;
  if (found.kind === 'folder') {
    const volume = `${prefix}-${wordOf(source)}`;
    return {
      mount: { type: 'volume', source: volume, target, read_only: readOnly, volume: { nocopy: true } },
      folder: { from: source, volume },
    };
  }
  if (found.text === undefined || isOutOfReach(service, target)) return kept;
  const name = wordOf(source);
  const owner = found.uid === 0 && found.gid === 0 ? {} : { uid: String(found.uid), gid: String(found.gid) };
  return {
    config: { source: name, target, mode: `0${(found.mode & 0o777).toString(8)}`, ...owner },
    // Compose reads variables in it.
    file: { name, content: found.text.replaceAll('$', '$$$$') },
  };
}

/** A name that no other path has. */
function wordOf(path: string): string {
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 8);
  return `${basename(path)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')}-${hash}`;
}

/** Where Compose puts no file: it writes into a container that does not run yet. */
function isOutOfReach({ read_only: readOnly, tmpfs, volumes }: ComposeService, target: string): boolean {
  const above = [
    ...[tmpfs ?? []].flat().map((one) => String(one).split(':')[0] ?? ''),
    ...volumes.flatMap((one) => (one.type === 'tmpfs' ? [one.target] : [])),
  ];
  return readOnly === true || above.some((one) => isBelow(target, one));
}

/** The configs or secrets of a service; those that are files of this machine as the mounts that they would be. */
function referred(config: ComposeConfig, service: ComposeService, kind: 'configs' | 'secrets') {
  return (service[kind] ?? []).map((reference) => {
    const { file } = config[kind]?.[reference.source] ?? {};
    const { source, target = source } = reference;
    const folder = kind === 'configs' ? '/' : '/run/secrets/';
    const place = target.startsWith('/') ? target : `${folder}${target}`;
    const mount = { type: 'bind', source: file, target: place, read_only: true };
    return { reference, mount: file === undefined ? undefined : mount };
  });
}
