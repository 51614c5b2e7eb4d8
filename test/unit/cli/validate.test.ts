import { expect, test } from 'vitest';
import { validateCommand } from '../../../src/cli/validate.ts';
import { folderWith, refusal } from '../document/files.ts';
import { killPrimary, pair } from '../scenario/examples.ts';
import { suiteFolderWith, twoByTwo } from '../suite/plant-suite.ts';
import { invoke } from './invoke.ts';

test('a line for each file that is in order', async () => {
  const folder = await folderWith({ 'drill.yml': killPrimary, 'pair/compose.yml': pair });
  const { stdout } = await invoke(validateCommand(), `${folder}/drill.yml`, `${folder}/pair/compose.yml`);
  expect(stdout.replaceAll(`${folder}/`, '')).toMatchInlineSnapshot(`
    "ok  drill.yml: scenario kill-primary on pair
    ok  pair/compose.yml: topology pair, 2 nodes
    "
  `);
});

test('the problems of all files at once, those of a shared topology once', async () => {
  const folder = await folderWith({
    'one.yml': killPrimary.replace('fault: kill', 'fault: kil'),
    'two.yml': killPrimary,
    'three.yml': 'a: [\n',
    'pair/compose.yml': pair.replace('[db1, db2]', '[db1, db9]'),
  });
  const files = ['one.yml', 'two.yml', 'three.yml', 'four.yml', 'pair/compose.yml'];
  const attempt = invoke(validateCommand(), ...files.map((file) => `${folder}/${file}`));
  expect(await refusal(folder, attempt)).toMatchInlineSnapshot(`
    "one.yml:7:12: method.0.fault: expected <the faults>, found "kil"; did you mean kill?
    pair/compose.yml:4:16: x-ha-drill.nodes.1: expected a service of this file (db1, db2, proxy), found "db9"
    three.yml:2:1: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]; mend the indentation, or close the bracket before it
    four.yml: no such file; . holds one.yml, three.yml, two.yml
    hint: 4 problems in 5 files; \`ha-drill schema scenario\` prints the format, \`ha-drill list\` the names"
  `);
});

test('a suite is in order when all that it names is', async () => {
  const folder = await suiteFolderWith(twoByTwo);
  const { stdout } = await invoke(validateCommand(), `${folder}/suite.yml`);
  expect(stdout.replaceAll(`${folder}/`, '')).toBe('ok  suite.yml: suite two-by-two, 6 drills\n');
});

test('a warning is told on stderr, and changes nothing else', async () => {
  const doubtful = killPrimary.replace('<= 5s', '<= 50s');
  const folder = await folderWith({ 'drill.yml': doubtful, 'pair/compose.yml': pair });
  const { stdout, stderr } = await invoke(validateCommand(), `${folder}/drill.yml`);
  expect(stdout.replaceAll(`${folder}/`, '')).toBe('ok  drill.yml: scenario kill-primary on pair\n');
  expect(stderr.replaceAll(`${folder}/`, '')).toBe(
    'warning: drill.yml:10:16: objectives.rto-service: <= 50s is beyond what the drill waits for: the method is over 2.00 s after its first fault, and 30.00 s later (observe) the harness heals, so that nothing above 32.00 s can be told; write an observe of 48s or more\n',
  );
});
