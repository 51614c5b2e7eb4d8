import { environmentError, messageOf, usageError } from '../errors.ts';

/** How long a collector has to answer (ms): what the protocol's exporters wait for. */
const sendTimeoutMs = 10_000;

/**
 * Sends a trace to a collector over HTTP, as the standard variables of OpenTelemetry say: OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, else
 * OTEL_EXPORTER_OTLP_ENDPOINT with `/v1/traces` behind it, else localhost; with OTEL_EXPORTER_OTLP_HEADERS.
 *
 * @returns where it was sent, without what may be a secret
 * @throws DrillError (exit 64) for an address that is none, (exit 3) where the collector did not take it
 */
export async function sendTrace(body: string, environment = process.env): Promise<string> {
  const url = traceAddress(environment);
  const place = `${url.origin}${url.pathname}`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headersOf(environment), 'content-type': 'application/json' },
    body,
    signal: AbortSignal.timeout(sendTimeoutMs),
  }).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause ? messageOf(error.cause) : messageOf(error);
    throw environmentError(`the trace could not be sent to ${place}: ${cause}`);
  });
  if (!response.ok) throw environmentError(`the trace was refused by ${place}: HTTP ${response.status}`);
  await response.body?.cancel();
  return place;
}

function traceAddress({
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces,
  OTEL_EXPORTER_OTLP_ENDPOINT: base,
}: NodeJS.ProcessEnv): URL {
  const address = traces || `${(base || 'http://localhost:4318').replace(/\/$/, '')}/v1/traces`;
  const url = URL.parse(address);
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw usageError('OTEL_EXPORTER_OTLP_ENDPOINT: expected an address such as http://localhost:4318');
}

/** `key=value,key=value`, each value URL-encoded. */
function headersOf({
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: traces,
  OTEL_EXPORTER_OTLP_HEADERS: all,
}: NodeJS.ProcessEnv): Record<string, string> {
  const pairs = (traces || all || '').split(',').filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())];
    }),
  );
}
