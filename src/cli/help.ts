import { readdir, readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { shortened } from '../document/shortened.ts';
import { closest } from '../document/suggest.ts';
import { usageError } from '../errors.ts';
import { packageRoot } from '../package-root.ts';
import { columns, print } from './output.ts';
import { asTyped } from './own-command.ts';
import { nameOf } from './settings.ts';

const folder = new URL('docs/', packageRoot);

/**
 * `ha-drill help`: of a command, or a page of docs/ by its name.
 *
 * @param root the whole program
 */
export function helpCommand(root: Command): Command {
  return new Command('help')
    .description('show the help of a command, or a page of the documentation')
    .argument('[topic...]', 'a command, or a page: `ha-drill help topics` lists them')
    .action(async (words: string[]) => {
      const topic = words.join(' ');
      if (topic === '') return print(root.helpInformation());
      const commands = root.commands.flatMap((one) => [one, ...one.commands]);
      const named = (name: string) => commands.find((one) => nameOf(one) === name);
      const pages = await topics();
      // A command goes before a page of its name, which has its ending then.
      const shown = (name: string) => (named(name) ? `${name}.md` : name);
      if (topic === 'topics') {
        return print(columns(pages.map(({ name, title }) => [shown(name), title])).join('\n'));
      }
      const page = pages.find(({ name }) => [name, `${name}.md`].includes(topic));
      const command = named(topic);
      if (command) {
        command.outputHelp();
        if (page) print(asTyped(`\nThere is a page, too: ha-drill help ${page.name}.md`));
        return;
      }
      if (!page) throw unknownTopic(topic, [...pages.map(({ name }) => name), ...root.commands.map(nameOf)]);
      print((await readFile(page.file, 'utf8')).trimEnd());
    });
}

type Topic = { readonly name: string; readonly title: string; readonly file: URL };

/** The pages of docs/, by their file names. */
async function topics(): Promise<Topic[]> {
  const names = await readdir(folder, { recursive: true });
  const pages = names.filter((name) => name.endsWith('.md')).toSorted();
  return Promise.all(
    pages.map(async (path) => {
      const file = new URL(path, folder);
      const [heading = ''] = (await readFile(file, 'utf8')).split('\n');
      return { name: path.replace(/^.*\/|\.md$/g, ''), title: heading.replace(/^#+ /, ''), file };
    }),
  );
}

function unknownTopic(topic: string, names: readonly string[]): Error {
  const near = closest(topic, names);
  return usageError(
    `There is no topic ${shortened(topic, 60)}${near === undefined ? '.' : `; did you mean ${near}?`}`,
    '`ha-drill help topics` lists the pages, `ha-drill --help` the commands, `ha-drill explain WORD` tells of a fault, measure or check.',
  );
}
