import type Docker from 'dockerode';

/** Milliseconds without a word from the registry after which a pull is given up. */
const silenceMs = 15_000;

/**
 * Pulls an image; resolves when it is there.
 *
 * @throws Error when the registry does not answer or falls silent for 15 s, or does not have the image
 */
export async function pull(docker: Docker, image: string): Promise<void> {
  const abort = new AbortController();
  const giveUp = (): void => abort.abort(new Error(`no registry answered within ${silenceMs / 1000} s`));
  let timer = setTimeout(giveUp, silenceMs);
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, silenceMs);
  };
  try {
    const stream = await docker.pull(image.includes(':') ? image : `${image}:latest`, {
      abortSignal: abort.signal,
    });
    await followProgress(docker, stream, heard);
  } catch (error) {
    throw abort.signal.aborted ? abort.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

/** One message of the engine while it builds or pulls. */
export type Progress = { readonly stream?: string; readonly status?: string; readonly error?: string };

/**
 * Reads a build's or a pull's messages to their end.
 *
 * @throws Error with the engine's own words when the work failed
 */
export function followProgress(
  docker: Docker,
  stream: NodeJS.ReadableStream,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    // The engine tells of a failure in a message; the stream itself ends well.
    let failure: Error | null = null;
    docker.modem.followProgress(
      stream,
      (broken: Error | null) => (broken || failure ? reject(broken ?? failure) : resolve()),
      (progress: Progress) => {
        if (progress.error) failure = new Error(progress.error);
        onProgress(progress);
      },
    );
  });
}

/** The id of a local image; undefined when there is none of that name. */
export async function idOf(docker: Docker, image: string): Promise<string | undefined> {
  try {
    return (await docker.getImage(image).inspect()).Id;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Whether the engine said "no such image" (404). */
function isMissing(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 404;
}
