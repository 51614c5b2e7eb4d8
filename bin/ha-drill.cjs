#!/usr/bin/env node
// The command `ha-drill`. Written so that a Node.js that is too old for the rest can read it and say so.
'use strict';

const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const root = join(__dirname, '..');
const least = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node.replace('>=', '');
const sources = join(root, 'src', 'cli', 'main.ts');
const isClone = existsSync(sources);

if (isOlder(process.versions.node, least)) {
  const remedy = isClone
    ? 'in this clone `npm ci` installs one, which `npx ha-drill` uses'
    : 'install a newer one, as from https://nodejs.org';
  process.stderr.write(
    `ha-drill needs Node.js ${least} or newer, and this is ${process.versions.node} (${process.execPath}): ${remedy}.\n`,
  );
  process.exitCode = 3;
} else {
  // A clone runs its sources, so that what was changed is what runs. The package has them built.
  if (isClone) keepStripped();
  // Before all else is read: what that makes the heap grow to, it stays.
  load('collect-often')
    .then(({ collectOften }) => collectOften())
    .then(() => load('main'))
    .then(({ start }) => start());
}

function load(name) {
  const path = isClone ? join(root, 'src', 'cli', `${name}.ts`) : join(root, 'dist', 'cli', `${name}.js`);
  return import(pathToFileURL(path).href);
}

/**
 * Keeps the sources without their types: to strip them takes half a second, and 70 MB in every thread of a drill. Where the
 * folder cannot be written, nothing is kept. Processes that this one starts find it by the variable.
 */
function keepStripped() {
  const { enableCompileCache } = require('node:module');
  const folder = join(root, 'node_modules', '.cache', 'ha-drill');
  process.env.NODE_COMPILE_CACHE ??= folder;
  enableCompileCache(folder);
}

function isOlder(version, than) {
  const own = version.split('.').map(Number);
  const other = than.split('.').map(Number);
  for (let place = 0; place < other.length; place += 1) {
    if (own[place] !== other[place]) return own[place] < other[place];
  }
  return false;
}
