import { DrillError } from '../../errors.ts';
import { eventLog } from '../event-log.ts';
import { runCommand } from './commands.ts';
import { configFrom } from './config.ts';
import { startHttp } from './http.ts';
import { Manager } from './manager.ts';
import { notify } from './webhook.ts';
import type { ManagerWord } from './words.ts';

/** The reference failover manager. Without arguments it runs until SIGTERM; with some, it asks a running one. */
async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const config = configFrom(process.env);
  if (words.length > 0) return runCommand(words, config.httpPort);
  const { webhookUrl } = config;
  const log = eventLog<ManagerWord>((event) => webhookUrl !== undefined && notify(webhookUrl, event));
  const manager = new Manager(config, log);
  const http = startHttp(config.httpPort, manager, log);
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => stopping.abort());
  log.emit({
    type: 'manager-started',
    text: `watching ${config.rules.nodes.join(', ')} every ${config.pollMs} ms`,
  });
  await manager.run(stopping.signal);
  http.close();
  // What still hangs, such as a connection to a host that is gone, must not keep it from ending.
  process.exit();
}

try {
  await main();
} catch (error) {
  if (!(error instanceof DrillError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint ? `${error.hint}\n` : ''}`);
  process.exitCode = error.exitCode;
}
