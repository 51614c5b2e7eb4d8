import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../../src/scenario/load.ts';
import { folderWith, refusal } from '../document/files.ts';
import { alone, killPrimary, pair } from './examples.ts';

/** What the user reads when a scenario (and a compose file beside it) is refused. */
async function refused(text: string, sets: readonly string[] = [], compose = pair): Promise<string> {
  const files = { 'drill.yml': text, 'pair/compose.yml': compose, 'alone/compose.yml': alone };
  const folder = await folderWith(files);
  return refusal(folder, loadScenario(`${folder}/drill.yml`, sets));
}

const edited = (from: string | RegExp, to: string) => killPrimary.replace(from, to);

test('a check that means nothing where the topology has no copies', async () => {
  const text = killPrimary.concat('checks: [no-acknowledged-write-lost, nodes-equal-primary]\n');
  expect(await refused(text, [], alone)).toMatchInlineSnapshot(`
    "drill.yml:11:38: checks.1: expected a check that means something here, on topology pair (no-acknowledged-write-lost, no-failed-write-present, no-unwritten-rows, definitions-kept, logs-clean), found "nodes-equal-primary": it needs that other nodes have copies of its rows
    hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
  `);
});

describe('keys and values', () => {
  test('a wrong key', async () => {
    expect(await refused(edited('phase:', 'phases:'))).toMatchInlineSnapshot(`
      "drill.yml:6:5: method.0: expected a known key, found "phases"; did you mean phase?
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('a key in the wrong place', async () => {
    expect(await refused(`${killPrimary}rate: 100/s\n`)).toMatchInlineSnapshot(`
      "drill.yml:11:1: expected a known key, found "rate"; did you mean workload.rate?
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('a key that is like no other', async () => {
    expect(await refused(edited('at: 1s', 'at: 1s\n    colour: red'))).toMatchInlineSnapshot(`
      "drill.yml:6:5: method.0: expected one of the keys at, on, phase, fault, target, with, for, repeat, disruption, found "colour"
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('a missing key', async () => {
    expect(await refused(edited(/question.*\n/, ''))).toMatchInlineSnapshot(`
      "drill.yml:1:1: question: expected text (what an operator asks, in one sentence), found nothing
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('a wrong type', async () => {
    expect(
      await refused(edited(/method:[\s\S]*?objectives/, 'method: kill\nobjectives')),
    ).toMatchInlineSnapshot(`
      "drill.yml:4:9: method: expected a list (the faults, and when; steps run side by side), found "kill"
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('a missing unit', async () => {
    expect(await refused(edited('at: 1s', 'at: 1'))).toMatchInlineSnapshot(`
      "drill.yml:5:9: method.0.at: expected a duration with a unit, such as 500ms, 5s or 1m30s, found 1; write 1s or 1ms
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('a rate without its unit', async () => {
    expect(await refused(`${killPrimary}workload: { rate: 200 }\n`)).toMatchInlineSnapshot(`
      "drill.yml:11:19: workload.rate: expected a rate a second, such as 200/s, found 200; write 200/s
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('a number out of bounds', async () => {
    expect(await refused(`${killPrimary}workload: { writers: 1000 }\n`)).toMatchInlineSnapshot(`
      "drill.yml:11:22: workload.writers: expected at most 256 (connections of the application pool), found 1000
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('an empty file', async () => {
    expect(await refused('')).toMatchInlineSnapshot(`
      "drill.yml:1:1: name: expected text (lower-case words joined by hyphens), found nothing
      drill.yml:1:1: question: expected text (what an operator asks, in one sentence), found nothing
      drill.yml:1:1: topology: expected text (a folder in topologies/, or the path of a compose file from here), found nothing
      drill.yml:1:1: method: expected a list (the faults, and when; steps run side by side), found nothing
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('a list instead of a scenario', async () => {
    expect(await refused('- kill\n')).toMatchInlineSnapshot(`
      "drill.yml:1:1: expected a map of keys and values, found a list
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });
});

describe('names', () => {
  test('an unknown fault', async () => {
    expect(await refused(edited('fault: kill', 'fault: kil'))).toMatchInlineSnapshot(`
      "drill.yml:7:12: method.0.fault: expected <the faults>, found "kil"; did you mean kill?
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('an unknown parameter of a fault, and a wrong value', async () => {
    const text = edited('target: primary', 'target: primary\n    with: { what: proces, signal: 9 }');
    expect(await refused(text)).toMatchInlineSnapshot(`
      "drill.yml:9:19: method.0.with.what: expected one of process, host, found "proces"; did you mean process?
      drill.yml:9:27: method.0.with: expected no key but what, found "signal"
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('an unknown target', async () => {
    expect(await refused(edited('target: primary', 'target: master'))).toMatchInlineSnapshot(`
      "drill.yml:8:13: method.0.target: expected one of primary, replica, most-advanced-replica, replicas, another-replica, candidate, nodes, proxy, manager, leading-manager, or a service such as service:orchestrator, found "master"
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('a target that the topology does not have', async () => {
    const text = edited('target: primary', 'target: manager');
    expect(await refused(text)).toMatchInlineSnapshot(`
      "drill.yml:8:13: method.0.target: expected a target that topology pair has (primary, replica, most-advanced-replica, replicas, nodes, proxy), found "manager"
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
    expect(
      await refused(text.replace('manager', 'replica').replace('./pair', './alone')),
    ).toMatchInlineSnapshot(`
      "drill.yml:8:13: method.0.target: expected a target that topology alone has (primary, nodes), found "replica"
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('an unknown topology', async () => {
    expect(await refused(edited('./pair', 'semisnyc'))).toMatchInlineSnapshot(`
      "drill.yml:3:11: topology: expected <the topologies> or the path of a compose file, found "semisnyc"; did you mean semisync?
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('a topology that is not in order', async () => {
    expect(await refused(killPrimary, [], pair.replace('[db1, db2]', '[db1, db3]'))).toMatchInlineSnapshot(`
      "pair/compose.yml:4:16: x-ha-drill.nodes.1: expected a service of this file (db1, db2, proxy), found "db3"
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('an unknown parameter of the topology, and a value that is none', async () => {
    const text = `${killPrimary}parameters: { POL_MS: '50', POLL_MS: fast }\n`;
    expect(await refused(text)).toMatchInlineSnapshot(`
      "drill.yml:11:15: parameters.POL_MS: expected POLL_MS (the parameters of topology pair), found "POL_MS"; did you mean POLL_MS?
      drill.yml:11:38: parameters.POLL_MS: expected a value that matches [0-9]+ (period of the polls in ms), found "fast"
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('an unknown measure', async () => {
    expect(await refused(edited('rto-service', 'rto-servce'))).toMatchInlineSnapshot(`
      "drill.yml:10:3: objectives: expected a known key, found "rto-servce"; did you mean rto-service?
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('objectives that are no targets of their measures', async () => {
    const objectives = `
  rto-service: <= 5
  rto-application: 5s
  write-outage-service: < 5s
  rpo-rows: <= 1s
  rpo-seconds: <= 5 apples
  availability-service: '>= 1000'
`;
    expect(await refused(edited('\n  rto-service: <= 5s\n', objectives))).toMatchInlineSnapshot(`
      "drill.yml:10:16: objectives.rto-service: expected a target such as "<= 5s", found "<= 5"; write <= 5s
      drill.yml:11:20: objectives.rto-application: expected a comparison such as "<= 5s", "<= 0" or ">= 99.9%", found "5s"; write <= 5s
      drill.yml:12:25: objectives.write-outage-service: expected a comparison such as "<= 5s", "<= 0" or ">= 99.9%", found "< 5s"
      drill.yml:13:13: objectives.rpo-rows: expected a target such as "<= 0", found "<= 1s"
      drill.yml:14:16: objectives.rpo-seconds: expected a comparison such as "<= 5s", "<= 0" or ">= 99.9%", found "<= 5 apples"
      drill.yml:15:25: objectives.availability-service: expected a target such as ">= 99.9%", found ">= 1000"
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });
});

describe('files', () => {
  test('a missing file with a close name', async () => {
    const folder = await folderWith({ 'kill-primary.yml': killPrimary });
    expect(await refusal(folder, loadScenario(`${folder}/kill-primry.yml`))).toMatchInlineSnapshot(
      `"kill-primry.yml: no such file; did you mean kill-primary.yml?"`,
    );
  });

  test('a missing file without one', async () => {
    const folder = await folderWith({ 'kill-primary.yml': killPrimary });
    expect(await refusal(folder, loadScenario(`${folder}/pause.yml`))).toMatchInlineSnapshot(
      `"pause.yml: no such file; . holds kill-primary.yml"`,
    );
  });

  test('a missing folder', async () => {
    const folder = await folderWith({});
    expect(await refusal(folder, loadScenario(`${folder}/drills/a.yml`))).toMatchInlineSnapshot(
      `"drills/a.yml: no such file, and no folder drills"`,
    );
  });

  test('a folder', async () => {
    const folder = await folderWith({ 'drills/a.yml': '' });
    expect(await refusal(folder, loadScenario(`${folder}/drills`))).toMatchInlineSnapshot(
      `"drills: expected a file, found a folder"`,
    );
  });
});

describe('YAML', () => {
  test('a comparison that YAML takes for a block of text', async () => {
    const text = edited('rto-service: <= 5s', 'availability-service: >= 0.99');
    expect(await refused(text)).toMatchInlineSnapshot(`
      "drill.yml:10:26: not valid YAML: Block scalar header includes extra characters: >=; write it in quotes: '>= 0.99'
      hint: nothing else was checked: this comes first"
    `);
  });

  test('a colon in a sentence', async () => {
    expect(await refused(edited('How long', 'The question: how long'))).toMatchInlineSnapshot(`
      "drill.yml:2:11: not valid YAML: expected one "key: value" on this line, found more; put text that holds ": " in quotes, or mend the indentation of the next line
      hint: nothing else was checked: this comes first"
    `);
  });

  test('a tab', async () => {
    expect(await refused(edited('  rto-service', '\trto-service'))).toMatchInlineSnapshot(`
      "drill.yml:10:1: not valid YAML: Tabs are not allowed as indentation; indent with spaces
      hint: nothing else was checked: this comes first"
    `);
  });

  test('a bracket that stays open', async () => {
    expect(await refused(`checks: [a\n${killPrimary}`)).toMatchInlineSnapshot(`
      "drill.yml:2:1: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]; mend the indentation, or close the bracket before it
      hint: nothing else was checked: this comes first"
    `);
  });

  test('a key twice', async () => {
    expect(await refused(`${killPrimary}name: again\n`)).toMatchInlineSnapshot(`
      "drill.yml:11:1: not valid YAML: Map keys must be unique; write each key once
      hint: nothing else was checked: this comes first"
    `);
  });

  test('an alias of nothing', async () => {
    expect(await refused(edited('kill-primary', '*name'))).toMatchInlineSnapshot(`
      "drill.yml:1:7: not valid YAML: expected an anchor &name before *name, found none
      hint: nothing else was checked: this comes first"
    `);
  });
});

describe('the command line', () => {
  test('what is no key=value', async () => {
    expect(await refused(killPrimary, ['workload.rate', '=5'])).toMatchInlineSnapshot(`
      "--set =5: expected key=value, such as workload.rate=100/s or POLL_MS=50, or the name of a variable that is set
      --set workload.rate: expected key=value, such as workload.rate=100/s or POLL_MS=50, or the name of a variable that is set
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('a value that is wrong names the option, not the file', async () => {
    expect(await refused(killPrimary, ['workload.rate=fast', 'method.0.at=5'])).toMatchInlineSnapshot(`
      "--set method.0.at=5: method.0.at: expected a duration with a unit, such as 500ms, 5s or 1m30s, found 5; write 5s or 5ms
      --set workload.rate=fast: workload.rate: expected a rate a second, such as 200/s, found "fast"
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('a key that nobody knows', async () => {
    expect(await refused(killPrimary, ['wrkload.rate=5/s', 'POL_MS=50'])).toMatchInlineSnapshot(`
      "--set POL_MS=50: parameters.POL_MS: expected POLL_MS (the parameters of topology pair), found "POL_MS"; did you mean POLL_MS?
      --set wrkload.rate=5/s: expected a known key, found "wrkload"; did you mean workload?
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('a step that is not there, and a key below a text', async () => {
    expect(
      await refused(killPrimary, ['method.1.at=5s', 'method.first.at=5s', 'name.first=x']),
    ).toMatchInlineSnapshot(`
      "--set method.1.at=5s: method: expected the index 0, there is one item, found "1"
      --set method.first.at=5s: method: expected the index 0, there is one item, found "first"
      --set name.first=x: name: expected a map to set first in, found "kill-primary"
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('an unknown topology', async () => {
    expect(await refused(killPrimary, ['topology=semisnyc'])).toMatchInlineSnapshot(`
      "--topology semisnyc: topology: expected <the topologies> or the path of a compose file, found "semisnyc"; did you mean semisync?
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });
});

test('all problems at once, in the order of the file, those of the command line apart', async () => {
  const text = `name: Kill primary
topology: ./pair
method:
  - { at: 5, fault: kil, target: primry }
  - { fault: kill, target: manager, with: { what: 7 } }
objectives: { rto-servce: <= 5s, rpo-rows: 0 }
checks: []
`;
  expect(await refused(text, ['observe=long'])).toMatchInlineSnapshot(`
    "--set observe=long: observe: expected a duration with a unit, such as 500ms, 5s or 1m30s, found "long"
    drill.yml:1:1: question: expected text (what an operator asks, in one sentence), found nothing
    drill.yml:1:7: name: expected lower-case words joined by hyphens, found "Kill primary"; write kill-primary
    drill.yml:4:11: method.0.at: expected a duration with a unit, such as 500ms, 5s or 1m30s, found 5; write 5s or 5ms
    drill.yml:4:21: method.0.fault: expected <the faults>, found "kil"; did you mean kill?
    drill.yml:4:34: method.0.target: expected one of primary, replica, most-advanced-replica, replicas, another-replica, candidate, nodes, proxy, manager, leading-manager, or a service such as service:orchestrator, found "primry"; did you mean primary?
    drill.yml:5:28: method.1.target: expected a target that topology pair has (primary, replica, most-advanced-replica, replicas, nodes, proxy), found "manager"
    drill.yml:5:51: method.1.with.what: expected one of process, host, found 7
    drill.yml:6:15: objectives: expected a known key, found "rto-servce"; did you mean rto-service?
    drill.yml:6:44: objectives.rpo-rows: expected a comparison such as "<= 5s", "<= 0" or ">= 99.9%", found 0; write <= 0
    drill.yml:7:9: checks: expected at least 1 item (checks to make; left out, those that mean something with this kind of replication and recovery), found an empty list
    hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
  `);
});
