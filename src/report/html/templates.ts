import { readdirSync, readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import type { ComparisonView } from '../comparison/view.ts';
import type { ReportView } from './view.ts';

const folder = new URL('./templates/', import.meta.url);

const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');

/** The report of a drill: `templates/page.hbs`. */
export const page = template<ReportView>('page');

/** The comparison of drills: `templates/comparison.hbs`. */
export const comparisonPage = template<ComparisonView>('comparison');

/**
 * A page, with every other template of the folder as a partial, and the style sheets. It is compiled when it is first
 * needed. Handlebars escapes all but triple-stashes, which stand for finished SVG alone (a test sees to that).
 */
function template<View>(name: string): (view: View) => string {
  let compiled: ((view: View) => string) | undefined;
  return (view) => {
    compiled ??= compile<View>(name);
    return compiled(view);
  };
}

function compile<View>(name: string): (view: View) => string {
  const engine = Handlebars.create();
  for (const file of readdirSync(folder).filter((one) => one !== `${name}.hbs`))
    engine.registerPartial(file.replace(/\.(?:hbs|css)$/, ''), read(file));
  return engine.compile<View>(read(`${name}.hbs`), { strict: true });
}
