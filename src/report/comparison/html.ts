import type { Comparison } from '../../compare/schema.ts';
import { comparisonPage } from '../html/templates.ts';
import { chinesePage } from '../language/chinese-page.ts';
import { saidInComparison } from '../language/keep.ts';
import type { Language } from '../language/languages.ts';
import type { LinkTo } from './scenario.ts';
import { comparisonView } from './view.ts';

/**
 * `comparison.html`: one self-contained page without scripts and without anything from elsewhere.
 *
 * @param linkTo the address of a run's report, from where the page will be
 */
export function renderComparisonHtml(
  comparison: Comparison,
  linkTo: LinkTo,
  language: Language = 'en',
): string {
  const page = comparisonPage(comparisonView(comparison, linkTo));
  return language === 'en' ? page : chinesePage(page, saidInComparison(comparison));
}
