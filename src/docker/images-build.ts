import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { environmentError, messageOf } from '../errors.ts';
import type { ContextFile } from './images-context.ts';
import { followProgress } from './images-engine.ts';

/** Lines of a failed build that its error shows. */
const shownLines = 25;

/** Where apt and others inside a build look for a proxy. Docker knows these and keeps them out of the image. */
const proxyVariables = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

/**
 * Builds one image by the engine's own builder (no BuildKit, which old engines lack).
 *
 * @param options.base the id of the image it is built on
 * @throws DrillError (exit 3) with the last lines of the build
 */
export async function buildImage(
  docker: Docker,
  options: {
    name: string;
    tag: string;
    base: string;
    files: readonly ContextFile[];
    report: (line: string) => void;
  },
): Promise<void> {
  const { name, tag, report } = options;
  const lines: string[] = [];
  report(`building the image ${name}`);
  try {
    const stream = await docker.buildImage(contextOf(options.files), {
      version: '1',
      t: tag,
      buildargs: { BASE: options.base, ...proxies() },
      labels: { 'ha-drill.image': name },
      forcerm: true,
    });
    await followProgress(docker, stream, ({ stream: text = '' }) => {
      for (const line of text.split(/[\r\n]+/)) {
        if (line.trim() === '') continue;
        lines.push(line);
        if (line.startsWith('Step ')) report(`  ${name}: ${line.slice(0, 100)}`);
      }
    });
  } catch (error) {
    throw environmentError(
      `The image ${name} could not be built: ${messageOf(error)}\n${lines.slice(-shownLines).join('\n')}`,
      {
        hint: 'The build needs to reach a Debian mirror from inside a container, and free disk space.',
        cause: error,
      },
    );
  }
}

function contextOf(files: readonly ContextFile[]): Readable {
  const archive = pack();
  for (const { name, content } of files) archive.entry({ name, mode: 0o644, mtime: new Date(0) }, content);
  archive.finalize();
  return Readable.from(archive);
}

function proxies(): Record<string, string> {
  return Object.fromEntries(
    proxyVariables.flatMap((name) => {
      const value = process.env[name];
      return value ? [[name, value]] : [];
    }),
  );
}
