/**
 * The rooms of the house, from the ground up, and what each may import beside the files that stand alone in `src/`. A room
 * may import only rooms that stand above it in this list, so that there is no circle between rooms.
 */
const rooms = {
  formats: [],
  programs: ['formats'],
  document: ['formats'],
  project: ['formats', 'document'],
  engine: ['formats'],
  reconcile: ['formats', 'engine'],
  failover: ['formats'],
  topology: ['formats', 'document', 'project', 'engine', 'failover'],
  history: ['formats', 'engine', 'failover', 'topology'],
  workload: ['formats', 'engine', 'history'],
  docker: ['formats', 'engine', 'topology', 'history'],
  faults: ['formats', 'engine', 'docker'],
  machine: ['formats', 'faults', 'docker'],
  observe: ['formats', 'engine', 'failover', 'topology', 'history', 'docker'],
  judge: ['formats', 'engine', 'history', 'workload', 'faults'],
  scenario: [
    'formats',
    'document',
    'project',
    'engine',
    'topology',
    'history',
    'workload',
    'faults',
    'judge',
  ],
  compare: ['formats', 'history', 'judge'],
  report: ['formats', 'engine', 'history', 'judge', 'compare'],
  calibrate: ['formats', 'history', 'judge', 'report'],
  drill: [
    'formats',
    'engine',
    'topology',
    'history',
    'workload',
    'faults',
    'docker',
    'machine',
    'observe',
    'judge',
    'scenario',
  ],
  check: [
    'formats',
    'engine',
    'failover',
    'topology',
    'history',
    'faults',
    'docker',
    'machine',
    'observe',
    'scenario',
    'drill',
  ],
  init: ['formats', 'document', 'engine', 'failover', 'topology', 'docker', 'faults', 'drill'],
  selfcheck: ['formats', 'document', 'engine', 'history', 'faults', 'observe', 'judge', 'scenario', 'drill'],
  suite: [
    'formats',
    'document',
    'project',
    'topology',
    'history',
    'faults',
    'judge',
    'scenario',
    'compare',
    'report',
    'drill',
  ],
};

const names = Object.keys(rooms);
for (const [index, room] of names.entries()) {
  const below = rooms[room].filter((one) => names.indexOf(one) >= index || !names.includes(one));
  if (below.length > 0) throw new Error(`${room} may not import ${below}: no room that stands above it`);
}

const walls = names.map((room) => ({
  name: `walls-of-${room}`,
  comment: `src/${room} imports only: ${[...rooms[room], 'files that stand alone in src/'].join(', ')}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/[^/]+/', pathNot: `^src/(?:${[room, ...rooms[room]].join('|')})/` },
}));

/** Programs under test do not know each other; what the two backup services share stands beside them. */
const programs = {
  manager: ['mysql'],
  'backup/common': ['mysql'],
  'backup/mysql': ['mysql', 'backup/common'],
  'backup/mariadb': ['mysql', 'backup/common'],
  mysql: [],
};

const programWalls = Object.entries(programs).map(([program, others]) => ({
  name: `walls-of-program-${program.replace('/', '-')}`,
  comment: `src/programs/${program} imports only: ${[...others, 'files that stand alone in src/programs/'].join(', ')}`,
  severity: 'error',
  from: { path: `^src/programs/${program}/` },
  to: { path: '^src/programs/[^/]+/', pathNot: `^src/programs/(?:${[program, ...others].join('|')})/` },
}));

/** Which rooms may use what reaches out of the process. */
const reach = {
  docker: {
    packages: '^(?:dockerode|tar-stream|esbuild)$',
    rooms: ['docker', 'machine', 'observe', 'drill', 'check', 'init', 'cli'],
  },
  database: { packages: '^(?:mysql2|mariadb)', rooms: ['engine', 'workload', 'programs'] },
  processes: {
    packages: '^(?:execa|child_process)$',
    rooms: ['docker', 'machine', 'suite', 'topology', 'programs', 'version.ts'],
  },
  http: { packages: '^https?$', rooms: ['programs', 'observe', 'docker'] },
};

const reaches = Object.entries(reach).map(([name, { packages, rooms: allowed }]) => ({
  name: `reach-to-${name}`,
  comment: `only ${allowed.join(', ')} may: everybody else asks them`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/(?:${allowed.join('|')})(?:/|$)` },
  to: { path: `node_modules/(?:${packages.replace(/^\^|\$$/g, '')})|${packages}` },
}));

/** Where a process or a thread begins. */
const started =
  '^(?:src/cli/main|src/programs/(?:manager|backup/mysql|backup/mariadb)/main|src/workload/(?:load|echo|beside/beside|clients/clients)-thread)\\.ts$';

export default {
  forbidden: [
    ...walls,
    ...programWalls,
    ...reaches,
    {
      name: 'files-that-stand-alone',
      comment: 'what everybody may import imports no room',
      severity: 'error',
      from: { path: '^src/[^/]+$' },
      to: { path: '^src/[^/]+/' },
    },
    {
      name: 'engines-behind-their-contract',
      comment:
        'whoever is outside asks the engine of the cluster (src/engine/list.ts); only records of the first formats are in the words of one',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(?:engine/|history/node-state-1\\.ts$)' },
      to: { path: '^src/engine/[^/]+/', pathNot: '^src/engine/replication/' },
    },
    {
      name: 'no-circle',
      comment: 'files that import each other can only be understood together',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'used',
      comment: 'nothing that is run reaches it: remove it',
      severity: 'error',
      from: { path: started },
      to: { path: '^src/', pathNot: started, reachable: false },
    },
  ],
  options: { tsPreCompilationDeps: true, doNotFollow: { path: 'node_modules' } },
};
