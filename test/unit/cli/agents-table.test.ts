import { expect, test } from 'vitest';
import { withAgentsTable } from '../../../src/cli/agents-table.ts';
import { faults } from '../../../src/faults/list.ts';

const page = `before
<!-- What follows is generated from the faults by \`npm run schema\`. -->
old
<!-- Generated until here. -->
after`;

test('the table tells of each fault what its agents have, and leaves the rest of the page alone', () => {
  const made = withAgentsTable(page, [faults.kill, faults['disk-slow'], faults['drop-table']]);
  expect(made).toMatch(/^before\n/);
  expect(made).toMatch(/\nafter$/);
  expect(made).not.toContain('old');
  expect(made).toContain('| kill | KILL, NET_ADMIN | KILL |');
  expect(made).toContain('| disk-slow | KILL, SYS_PTRACE, DAC_OVERRIDE, cgroups, to write |  |');
  expect(made).toContain('Without an agent: drop-table.');
  expect(withAgentsTable(made, [faults.kill])).not.toContain('disk-slow');
});

test('a page without a place for it is refused', () => {
  expect(() => withAgentsTable('nothing')).toThrow(/has no lines/);
});
