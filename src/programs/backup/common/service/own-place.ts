import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from 'mysql2/promise';
import { environmentError } from '../../../../errors.ts';
import { parseJsonLine } from '../../../../formats/json-line.ts';
import { isAlive, type ProcessOwner, processOwnerSchema, thisProcess } from '../../../../process-owner.ts';
import { type Account, connect } from '../../../mysql/session.ts';
import { type OwnServer, runFolder, startOwnServer, stopOwnServer } from './own-server.ts';

const ownerFile = join(runFolder, 'work-server.json');
const here = { host: '127.0.0.1', port: 3306 };

/**
 * The folder of the service's own server, which one command at a time has, and the server in it. It goes on when its command
 * has ended: whoever claims the folder next is told so.
 */
export class OwnPlace {
  readonly #server: OwnServer;

  constructor(server: OwnServer) {
    this.#server = server;
  }

  /** Whether a server runs, or a command uses its folder. */
  async isBusy(): Promise<boolean> {
    const owner = await readOwner();
    return owner !== undefined && (await isAlive(owner));
  }

  /** Takes the empty folder for this process. @throws DrillError (exit 3) when somebody else has it */
  async claim(): Promise<void> {
    await mkdir(runFolder, { recursive: true, mode: 0o700 });
    if (!(await this.isBusy())) await rm(ownerFile, { force: true });
    try {
      await writeFile(ownerFile, JSON.stringify(await thisProcess()), { flag: 'wx' });
    } catch (error) {
      throw environmentError('The server for backups and restores is in use.', {
        hint: 'wait for the other command to end, or free what it restored: node /app/backup.mjs release',
        cause: error,
      });
    }
    await this.#empty();
  }

  /** Starts the server on what is in its folder, or on a blank datadir; resolves when it answers. */
  async start(admin: Account): Promise<void> {
    await startOwnServer(
      this.#server,
      async () => (await this.connect(admin)).destroy(),
      (owner) => writeFile(ownerFile, JSON.stringify(owner)),
    );
  }

  /** A connection as administrator. The caller destroys it. */
  async connect(admin: Account): Promise<Connection> {
    const connection = await connect(here, admin, 2000);
    connection.on('error', () => undefined);
    return connection;
  }

  /** Stops the server cleanly; what is in its folder stays. No server is no error. */
  async stop(): Promise<void> {
    const owner = await readOwner();
    if (!owner || owner.pid === process.pid) return;
    await stopOwnServer(this.#server, owner);
    await writeFile(ownerFile, JSON.stringify(await thisProcess()));
  }

  /** Stops the server and empties its folder, so that the next command can have it. */
  async release(): Promise<void> {
    await this.stop();
    await this.#empty();
    await rm(ownerFile, { force: true });
  }

  async #empty(): Promise<void> {
    const { datadir } = this.#server;
    for (const name of await readdir(datadir)) {
      await rm(join(datadir, name), { recursive: true, force: true });
    }
  }
}

async function readOwner(): Promise<ProcessOwner | undefined> {
  const text = await readFile(ownerFile, 'utf8').catch(() => undefined);
  return processOwnerSchema.safeParse(parseJsonLine(text)).data;
}
