import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { usageError } from '../errors.ts';

/** Where editors find the formats: in the package, as it is published. */
const schemas = 'https://unpkg.com/ha-drill/schema';

/**
 * Writes what a repository needs to have drills of its own. None of it needs a copy of ha-drill beside it.
 *
 * @param overwrite also what is there
 * @returns the files, from the folder
 * @throws DrillError (exit 64) where some are there already: then nothing is written
 */
export async function writeProject(folder: string, overwrite: boolean): Promise<string[]> {
  const names = Object.keys(projectFiles);
  const present = names.filter((name) => existsSync(join(folder, name)));
  if (present.length > 0 && !overwrite) {
    throw usageError(
      `${present.join(', ')}: there already, and nothing was written.`,
      'Overwrite with --force, or change what is there: ha-drill schema config prints the format.',
    );
  }
  for (const [name, text] of Object.entries(projectFiles)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return names;
}

/** Each file, by its path from the root of a repository. */
export const projectFiles: Readonly<Record<string, string>> = {
  'ha-drill.config.yml': `# yaml-language-server: $schema=${schemas}/config.schema.json
# What drills of this project share. A flag decides before the environment (HA_DRILL_RUN_OUT), that before this file, and
# this before your own ~/.config/ha-drill/config.yml. Who decides now: ha-drill config run --show-origin

# Scenarios in this folder are known by their names: ha-drill run failover
scenarios: drills

# Names for stacks of your own, made by: ha-drill init docker-compose.yml
# topologies:
#   shop: ha-drill.yml

# What each class of disruption may cost (ha-drill help config.md). A scenario's own objectives go before it.
policy:
  process: { rto: 5s, rpo: 0, time-to-redundancy: 60s }
  host: { rto: 30s, rpo: 0, time-to-redundancy: 10m }
  # network: { rto: 30s, rpo: 0 }
  # site: { rto: 15m, rpo: 30s }
  # logical: { rto: 4h, rpo: 0 }

# Flags of commands, as on the command line.
defaults:
  run:
    out: reports
    junit: reports/junit.xml
  # suite: { jobs: 2 }
`,
  'drills/failover.yml': `# yaml-language-server: $schema=${schemas}/scenario.schema.json
name: failover
question: The server of the primary dies. How long until writes are accepted again, and is anything lost?
# A topology of ha-drill itself, so that this runs at once. Your own: a name of ha-drill.config.yml, or a path from here.
topology: semisync
method:
  - at: 1s
    phase: 1s
    fault: kill
    target: primary
# RTO, RPO and the time to full redundancy are those of the policy in ha-drill.config.yml, for the class of its fault.
objectives:
  write-outage-service: <= 7s
  write-outage-application: <= 12s
`,
  '.github/workflows/ha-drill.yml': `# yaml-language-server: $schema=https://json.schemastore.org/github-workflow.json
# Drills the cluster when a pull request touches it, and every night.
name: ha-drill
on:
  pull_request:
    paths: [ha-drill.config.yml, 'drills/**', '.github/workflows/ha-drill.yml']
  schedule:
    - cron: '17 3 * * *'
  workflow_dispatch:

permissions:
  contents: read

jobs:
  failover:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: ha-drill/ha-drill@v0
        with:
          scenario: drills/failover.yml
`,
};
