import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { usageError } from '../errors.ts';

/** How long a connection may take to be made (s), as Docker's own command line has it. */
const connectS = 30;
/** How long the one connection that all share outlives the last of them (s). */
const persistS = 10;

/** More of what `ssh` complains of tells nobody more (characters). */
const mostComplaint = 1000;

/**
 * What of `ssh://[user@]host[:port]` is for the command line of ssh.
 *
 * @throws DrillError (exit 64) for an address that is none
 */
export function sshWords(address: string): string[] {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isPlain = url && url.hostname !== '' && url.password === '' && ['', '/'].includes(url.pathname);
  if (!url || !isPlain || /^-/.test(url.hostname) || /^-/.test(url.username)) {
    throw usageError(
      `DOCKER_HOST: expected ssh://user@host or ssh://host:port, found ${address.replace(/:[^:@/]*@/, ':...@')}`,
      'Keys and everything else are those of ~/.ssh/config.',
    );
  }
  return [
    ...(url.username === '' ? [] : ['-l', decodeURIComponent(url.username)]),
    ...(url.port === '' ? [] : ['-p', url.port]),
    ...['--', url.hostname.replace(/^\[|\]$/g, ''), 'docker', 'system', 'dial-stdio'],
  ];
}

/**
 * Connections to an engine behind SSH, made as Docker and Compose make theirs: each is an `ssh` of its own that runs
 * `docker system dial-stdio` there. So the keys, the known hosts and the configuration of the user hold, and a host that is
 * unknown is refused. They share one connection of the network, because logging in takes long and there are many of them.
 */
export class SshAgent extends Agent {
  readonly #words: readonly string[];

  /** @throws DrillError (exit 64) for an address that is none */
  constructor(address: string) {
    super();
    const words = sshWords(address);
    // Only its owner may reach a socket by which anybody is logged in.
    const folder = mkdtempSync(join(tmpdir(), 'ha-drill-ssh-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const shared = ['ControlMaster=auto', `ControlPath=${folder}/%C`, `ControlPersist=${persistS}`];
    const options = [`ConnectTimeout=${connectS}`, ...shared].flatMap((option) => ['-o', option]);
    this.#words = [...options, '-T', ...words];
  }

  override createConnection(): Duplex {
    return new SshConnection(spawn('ssh', this.#words));
  }
}

/** What a process reads and writes as a connection. One that ends without an answer says what ssh complained of. */
class SshConnection extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;
  #answered = false;
  #complaint = '';

  constructor(child: ChildProcessWithoutNullStreams) {
    super();
    this.#child = child;
    child.stdout.on('data', (chunk: Buffer) => {
      this.#answered = true;
      if (!this.push(chunk)) child.stdout.pause();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = `${this.#complaint}${text}`.slice(-mostComplaint);
    });
    // Written to a process that has ended: how it ended says more.
    child.stdin.on('error', () => {});
    child.on('error', (error) => this.destroy(error));
    child.on('close', (code) => {
      if (code === 0 || this.#answered) this.push(null);
      else this.destroy(new Error(`ssh ended with ${code}: ${this.#complaint.trim() || 'it said nothing'}`));
    });
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#child.stdin.write(chunk, encoding, () => done());
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#child.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#child.kill();
    done(error);
  }
}
