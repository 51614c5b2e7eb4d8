import { type HaproxyListener, isHaproxy, readHaproxy } from './haproxy.ts';
import { type KeepalivedSettings, readKeepalived } from './keepalived.ts';
import { type OrchestratorSettings, readOrchestrator } from './orchestrator.ts';
import { type ProxysqlSettings, readProxysql } from './proxysql.ts';

/** A file in a container: where it is on this machine, or in the container where it is part of the image. */
export type ConfigFile = { readonly service: string; readonly path: string; readonly text: string };

/** Where something was said. */
type Said<What> = { readonly service: string; readonly path: string; readonly says: What };

/** What was understood of the files of a stack. */
export type Configs = {
  readonly haproxies: readonly Said<readonly HaproxyListener[]>[];
  readonly orchestrators: readonly Said<OrchestratorSettings>[];
  readonly keepaliveds: readonly Said<KeepalivedSettings>[];
  readonly proxysqls: readonly Said<ProxysqlSettings>[];
};

/** Reads every file that is known by what it says. */
export function readConfigs(files: readonly ConfigFile[]): Configs {
  const each = <What>(read: (text: string) => What | undefined): Said<What>[] =>
    files.flatMap(({ service, path, text }) => {
      const says = read(text);
      return says === undefined ? [] : [{ service, path, says }];
    });
  return {
    haproxies: each((text) => (isHaproxy(text) ? readHaproxy(text) : undefined)),
    orchestrators: each(readOrchestrator),
    keepaliveds: each(readKeepalived),
    proxysqls: each(readProxysql),
  };
}

/** Files that services have at their usual places, where their image has them. */
export const usualPlaces: readonly string[] = [
  '/usr/local/etc/haproxy/haproxy.cfg',
  '/etc/haproxy/haproxy.cfg',
  '/etc/orchestrator.conf.json',
  '/usr/local/orchestrator/orchestrator.conf.json',
  '/etc/keepalived/keepalived.conf',
  '/etc/proxysql.cnf',
];
