import { expect, test } from 'vitest';
import { guessSetup } from '../../../src/init/guess-setup.ts';
import { seen } from './seen-states.ts';

const script = (path: string, text: string) => ({ path, text, isExecutable: false });
const forms = script('./set-up.sh', 'docker exec db2 mysql -e "START REPLICA"');
const others = [script('./backup.sh', 'mysqldump'), script('./NOTES.md', 'START REPLICA')];
const nobodyLeads = { ...seen([]), primary: undefined, trouble: { what: 'no-primary', text: '' } } as const;

test('what --setup named is written', () => {
  expect(guessSetup({ setup: './x.sh', neighbours: [] }, undefined)).toMatchObject([
    { key: 'setup', value: './x.sh' },
  ]);
});

test('where no server leads, a script that starts replication is asked for', () => {
  const [entry] = guessSetup({ setup: undefined, neighbours: [...others, forms] }, nobodyLeads);
  expect(entry).toMatchObject({ key: '', example: { setup: 'sh ./set-up.sh' } });
  expect(entry?.questions?.join()).toContain("--setup 'sh ./set-up.sh'");
});

test('where a server leads, or no script starts replication, nothing is asked', () => {
  expect(guessSetup({ setup: undefined, neighbours: [forms] }, seen([]))).toEqual([]);
  expect(guessSetup({ setup: undefined, neighbours: others }, nobodyLeads)).toEqual([]);
});
