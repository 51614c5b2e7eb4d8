import { counted } from '../../evidence.ts';
import { finalPrimaryOf } from '../measure/final-primary.ts';
import { lossOf } from '../measure/loss.ts';
import { historyCutShort, inconclusive } from './final-states.ts';
import type { Check } from './types.ts';

export const noAcknowledgedWriteLost: Check = {
  name: 'no-acknowledged-write-lost',
  title: 'Every acknowledged write is on the final primary',
  method:
    'Looks up each write that was acknowledged, by its key and value, in the final state of the one node that accepts writes at the end. A missing row fails, and so does one with another value; writes with an unknown outcome are not counted. Inconclusive without a final primary, when no write was acknowledged, and when the history is cut short.',
  needs: [],
  judge: (record) => {
    const loss = lossOf(record);
    if (!loss) return inconclusive(`nothing to compare with: ${finalPrimaryOf(record).reason}`);
    if (loss.acknowledged === 0) return inconclusive('no write was acknowledged');
    const missing = loss.lost + loss.stranded;
    const acknowledged = counted(loss.acknowledged, 'acknowledged write');
    const cut = historyCutShort(record);
    if (missing === 0 && cut) return inconclusive(`not all acknowledged writes are known: ${cut}`);
    if (missing === 0)
      return { verdict: 'pass', summary: `none of ${acknowledged} is missing`, evidence: [] };
    const left = missing - loss.examples.length;
    return {
      verdict: 'fail',
      summary: `${missing.toLocaleString('en-US')} of ${acknowledged} ${missing === 1 ? 'is' : 'are'} missing on the final primary: ${loss.lost} lost, ${loss.stranded} stranded on another node, first ${loss.examples[0]}`,
      evidence: left > 0 ? [...loss.examples, `${left.toLocaleString('en-US')} more`] : [...loss.examples],
    };
  },
};
