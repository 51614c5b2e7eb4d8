import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { faultEntries } from '../../../src/cli/fault-catalogue.ts';
import { faultsCommand, renderFaults } from '../../../src/cli/faults.ts';
import { faultsPage } from '../../../src/cli/faults-page.ts';
import { faultNames, faults } from '../../../src/faults/list.ts';
import { invoke } from './invoke.ts';

const { kill, loss } = faults;

describe('the catalogue as text', () => {
  test.each([
    [true, 'tried, and it works', 'needs nftables: here (tried, and it works)'],
    [false, 'nft: no such file', 'needs nftables: NOT here (nft: no such file)'],
    ['unknown', 'no Docker engine answers', 'needs nftables: not known (no Docker engine answers)'],
  ] as const)('says whether the machine has what a fault needs: %s', (available, found, line) => {
    const text = renderFaults(faultEntries({ nftables: { available, found } }, [loss]));
    expect(text).toContain(line);
  });

  test('by what faults break, with their parameters', () => {
    const machine = { nftables: { available: true, found: 'it works' } };
    expect(
      renderFaults(
        faultEntries(machine, [
          { ...kill, description: 'SIGKILL.' },
          { ...loss, description: 'Loses.' },
        ]),
      ),
    ).toMatchInlineSnapshot(`
      "process and host
        kill: SIGKILL.
          what=process  SIGKILL of the server process, or of the whole host behind a cut network (process | host)
          means something on: primary, replica, proxy, manager, other (every service runs in a container of its own)

      network
        loss: Loses.
          share=0.02  share of the packets that is lost: 0.02 is 2 % (number from 0.0001 to 0.99)
          means something on: primary, replica, proxy, manager, other (every service runs in a container of its own)
          needs nftables: here (it works); packet filter rules in the network namespace of a container"
    `);
  });
});

describe('the page', () => {
  test('has every fault once, what it needs, and its keys', () => {
    const page = faultsPage();
    const headings = [...page.matchAll(/^### (.+)$/gm)].map(([, name]) => name);
    expect(headings.toSorted()).toEqual(faultNames.toSorted());
    expect(page.slice(page.indexOf('### loss'))).toMatch(
      /\| `share` \|[^\n]*`0.02` \|\n\nNeeds `nftables`: packet filter rules/,
    );
  });
});

describe('the command', () => {
  test('without a Docker engine lists all faults, and what they need is not known', async () => {
    vi.stubEnv('DOCKER_HOST', 'unix:///nowhere.sock');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { stdout } = await invoke(faultsCommand(), '--json');
    const entries: { name: string; needs: object[] }[] = JSON.parse(stdout);
    expect(entries.map(({ name }) => name)).toEqual(faultNames);
    expect(entries.find(({ name }) => name === 'loss')?.needs).toEqual([
      expect.objectContaining({
        name: 'nftables',
        available: 'unknown',
        found: 'no Docker engine answers',
      }),
    ]);
  });

  test('shows one', async () => {
    const { stdout, stderr } = await invoke(faultsCommand(), 'kill');
    expect(stdout).toMatch(/^kill: SIGKILL/);
    expect(stderr).toContain('ha-drill faults try');
  });

  test('an unknown name is wrong usage, with a suggestion', async () => {
    await expect(invoke(faultsCommand(), 'partitio')).rejects.toMatchObject({
      exit: 'usage',
      message: 'No fault is called partitio; did you mean partition?',
    });
  });
});
