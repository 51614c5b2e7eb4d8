import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Argument, Command } from 'commander';
import { fromHere } from '../document/from-here.ts';
import { packageRoot } from '../package-root.ts';
import { type FormatName, formatNames, generatedFiles, schemaText } from './formats.ts';
import { print } from './output.ts';

/** `ha-drill schema`: the formats of files as JSON Schema, for editors and other tools. */
export function schemaCommand(): Command {
  return new Command('schema')
    .description('print the JSON Schema (draft-07) of a format')
    .addArgument(new Argument('[format]', 'which format').choices(formatNames))
    .option('--write', "write all schemas and their pages to this installation's schema/ and docs/")
    .action(async (format: FormatName | undefined, options: { write?: boolean }) => {
      if (!options.write) return print(format ? schemaText(format) : allSchemas());
      for (const [path, text] of Object.entries(generatedFiles())) {
        const absolute = fileURLToPath(new URL(path, packageRoot));
        await mkdir(dirname(absolute), { recursive: true });
        await writeFile(absolute, text);
        print(fromHere(absolute));
      }
    });
}

/** All formats in one object, by name. */
function allSchemas(): string {
  const schemas = formatNames.map((name) => [name, JSON.parse(schemaText(name))]);
  return JSON.stringify(Object.fromEntries(schemas), null, 2);
}
