import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../src/package-root.ts';
import { withoutText } from './without-text.ts';

/** One import of a source file. */
export type Import = {
  readonly line: number;
  /** A file of this repository (`src/formats/units.ts`), or a package (`zod`, `node:fs`). */
  readonly from: string;
  /** `import type`: gone at run time. */
  readonly typeOnly: boolean;
};

/** A TypeScript file of this repository. */
export type SourceFile = {
  /** From the root of the repository. */
  readonly path: string;
  readonly lines: readonly string[];
  /** The same lines without comments and without what stands in quotes. */
  readonly code: readonly string[];
  readonly imports: readonly Import[];
};

const root = fileURLToPath(packageRoot);

/** All TypeScript files below a folder of the repository. */
export function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .toSorted()
    .map((name) => parseSource(join(folder, name), readFileSync(join(root, folder, name), 'utf8')));
}

/** What a file of this path and text consists of. */
export function parseSource(path: string, text: string): SourceFile {
  const lines = text.trimEnd().split('\n');
  return { path, lines, code: withoutText(text).split('\n'), imports: importsOf(path, text) };
}

const importPattern = /^(?:import|export)\s+(type\s)?(?:[^;'"]*?\sfrom\s+)?'([^']+)'/gm;
/** A module of a list, which loads what it names. */
const listedPattern = /: import\('([^']+)'\)/g;
/** A module that is loaded as the program runs. */
const loadedPattern = /\bimport\('([^']+)'\)/g;
/** A program started from its file: a worker, or what a bundler begins with. */
const entryPattern = /new URL\(\s*['"`](\.[^'"`$]+)/g;

function importsOf(path: string, text: string): Import[] {
  const found = (pattern: RegExp, toImport: (match: RegExpMatchArray) => Omit<Import, 'line'>) =>
    [...text.matchAll(pattern)].map((match) => ({ line: lineOf(text, match.index), ...toImport(match) }));
  const local = (to: string) => (to.startsWith('.') ? normalize(join(path, '..', to)) : to);
  return [
    ...found(importPattern, ([, type, from = '']) => ({ from: local(from), typeOnly: type !== undefined })),
    ...found(listedPattern, ([, from = '']) => ({ from: local(from), typeOnly: false })),
    ...found(loadedPattern, ([, from = '']) => ({ from: local(from), typeOnly: false })),
    ...found(entryPattern, ([, from = '']) => ({
      from: `${local(from).replace(/\.ts$/, '')}.ts`,
      typeOnly: false,
    })),
  ];
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** A function, by the lines it takes. */
export type FunctionSpan = { readonly line: number; readonly length: number };

const opens = /(?:\)(?:: [^=]+)?|=>) \{$/;
const isNoFunction = /^\s*(?:\} )?(?:if|for|while|switch|else|try|catch|finally|do|describe)\b/;

/**
 * The functions of a file. The formatter makes this simple: a function opens at the end of a line, and the next line
 * of the same indentation that begins with a brace closes it.
 */
export function functionsOf(file: SourceFile): FunctionSpan[] {
  return file.code.flatMap((text, index) => {
    if (!opens.test(text) || isNoFunction.test(text)) return [];
    const indentation = /^\s*/.exec(text)?.[0] ?? '';
    const end = file.code.findIndex((later, at) => at > index && later.startsWith(`${indentation}}`));
    return [{ line: index + 1, length: end - index + 1 }];
  });
}
