import { readdirSync, readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import type { ReportView } from './view.ts';

const folder = new URL('./templates/', import.meta.url);

const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');

let compiled: ((view: ReportView) => string) | undefined;

/**
 * The page: `templates/page.hbs`, with every other template of the folder as a partial, and the one style sheet.
 * Handlebars escapes all but triple-stashes, which stand for finished SVG alone (a test sees to that).
 */
export function page(view: ReportView): string {
  compiled ??= compile();
  return compiled(view);
}

function compile(): (view: ReportView) => string {
  const engine = Handlebars.create();
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.hbs')))
    engine.registerPartial(name.replace(/\.hbs$/, ''), read(name));
  engine.registerPartial('style', read('style.css'));
  return engine.compile<ReportView>(read('page.hbs'), { strict: true });
}
