import { readFile } from 'node:fs/promises';
import { release } from 'node:os';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** A feature: the option it is compiled in by, and the module it is in otherwise. */
export type KernelFeature = { readonly option: string; readonly module: string };

/** What can be known about a kernel's features: its configuration and its modules. Empty where unreadable. */
export type KernelFacts = { readonly config: string; readonly builtin: string; readonly modules: string };

/** Reads what this kernel tells about itself. */
export async function readKernelFacts(): Promise<KernelFacts> {
  const modules = `/lib/modules/${release()}`;
  const [live, booted, builtin, loadable] = await Promise.all([
    readFile('/proc/config.gz').then(
      async (packed) => (await promisify(gunzip)(packed)).toString(),
      () => '',
    ),
    readText(`/boot/config-${release()}`),
    readText(`${modules}/modules.builtin`),
    readText(`${modules}/modules.dep`),
  ]);
  return { config: live || booted, builtin, modules: loadable };
}

/** Whether a feature is there: compiled in, or as a module that is installed; unknown when nothing tells. */
export function hasFeature(facts: KernelFacts, feature: KernelFeature): boolean | 'unknown' {
  const file = new RegExp(`/${feature.module}\\.ko`);
  if (file.test(facts.builtin) || file.test(facts.modules)) return true;
  const setting = new RegExp(`^${feature.option}=(.)`, 'm').exec(facts.config)?.[1];
  if (setting === 'y') return true;
  // As a module that is not installed it cannot be loaded.
  return facts.config === '' && facts.modules === '' ? 'unknown' : false;
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
