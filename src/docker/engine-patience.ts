import type Docker from 'dockerode';
import { type DrillError, environmentError, messageOf, usageError } from '../errors.ts';
import { duration, formatMs } from '../formats/units.ts';

/** How long an engine that stopped answering is waited for: as long as a restart of it takes. */
const engineWait = '30s';

/**
 * How long an engine that stopped answering is waited for (ms): `HA_DRILL_ENGINE_WAIT`, or 30 s.
 *
 * @throws DrillError (exit 64) when the variable is no duration
 */
export function engineWaitMs(text = process.env.HA_DRILL_ENGINE_WAIT || engineWait): number {
  const parsed = duration.safeParse(text);
  if (parsed.success) return parsed.data;
  throw usageError(`HA_DRILL_ENGINE_WAIT is "${text}", expected a duration such as ${engineWait}.`);
}

/** How long after a failed request the next one is made (ms). */
const retryMs = 250;

type Modem = Docker['modem'];
type Dial = Modem['dial'];

/**
 * Makes a client outlive a short absence of its engine. A request that surely did nothing (it could not connect) or that
 * changes nothing is made again until the engine answers or has been away for `patienceMs`; of others nobody knows
 * whether they were carried out. Either ends as an environment's error (exit 3) that says what could not be asked. Once
 * an engine has been away for that long, nothing waits for it any more.
 */
export function withPatience(docker: Docker, address: string, patienceMs: number): Docker {
  const modem: Modem = docker.modem;
  const dial: Dial = modem.dial.bind(modem);
  let lostAtMs: number | undefined;
  modem.dial = (options, callback) => {
    const attempt = (): void =>
      // The modem writes into what it is given.
      dial(
        { ...options, ...(options.options ? { options: { ...options.options } } : {}) },
        (error, result) => {
          const code = error && 'code' in error ? error.code : undefined;
          if (!error || 'statusCode' in error || code === 'ABORT_ERR') {
            lostAtMs = undefined;
            return callback?.(error, result);
          }
          const nowMs = performance.now();
          lostAtMs ??= nowMs;
          const repeatable = isNotSent(code) || (options.method === 'GET' && !options.hijack);
          if (repeatable && options.file === undefined && nowMs - lostAtMs < patienceMs) {
            setTimeout(attempt, retryMs);
            return;
          }
          const what = `${options.method ?? 'GET'} ${options.path.replace(/\?.*$/, '')}`;
          callback?.(engineLost(address, what, error, nowMs - lostAtMs), null);
        },
      );
    attempt();
  };
  return docker;
}

function isNotSent(code: unknown): boolean {
  return code === 'ECONNREFUSED' || code === 'ENOENT';
}

function engineLost(address: string, what: string, cause: Error, forMs: number): DrillError {
  const since = forMs < retryMs ? '' : ` for ${formatMs(forMs)}`;
  return environmentError(
    `The Docker Engine at ${address} does not answer any more${since} (${what}: ${messageOf(cause)}).`,
    { hint: 'Start it, then remove what the drill left: ha-drill clean', cause },
  );
}
