import type { Catalogue } from '../translate.ts';
import { checks } from './checks.ts';
import { comparisonMethod } from './comparison-method.ts';
import { comparisonPage } from './comparison-page.ts';
import { configuration } from './configuration.ts';
import { definitions } from './definitions.ts';
import { environment } from './environment.ts';
import { measures } from './measures.ts';
import { methods } from './methods.ts';
import { methodsOfWorkloads } from './methods-of-workloads.ts';
import { pictures } from './pictures.ts';
import { reportPage } from './report-page.ts';
import { sentences } from './sentences.ts';
import { validity } from './validity.ts';
import { views } from './views.ts';
import { words } from './words.ts';
import { workloads } from './workloads.ts';

/** All that pages say, in Chinese, by what it is about. No text stands in two of them (a test sees to that). */
export const partsOfChinese = {
  reportPage,
  comparisonPage,
  comparisonMethod,
  views,
  environment,
  configuration,
  pictures,
  words,
  sentences,
  measures,
  validity,
  checks,
  definitions,
  methods,
  workloads,
  methodsOfWorkloads,
} as const satisfies Readonly<Record<string, Catalogue>>;

export const chinese: Catalogue = Object.assign({}, ...Object.values(partsOfChinese));
