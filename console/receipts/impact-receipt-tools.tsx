// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { impactReceipt } from '../../shared/insights/impact-lines.ts';
import type { Impact } from '../impact/answers.ts';
import { useImpactWords } from '../impact/words.ts';
import { useLanguage } from '../words/language.tsx';
import { ReceiptTools } from './receipt-tools.tsx';

interface Props {
  readonly impact: Impact;
  /** Only what this journey did in the span. */
  readonly journeyId: string | undefined;
  readonly close: (() => void) | undefined;
}

/** The receipt of a span of days, or of a journey in it, to keep and to give on. */
export const ImpactReceiptTools = ({ impact, journeyId, close }: Props) => {
  const { language } = useLanguage();
  const words = useImpactWords();
  const receipt = impactReceipt(impact, journeyId, language);
  if (!receipt) return null;
  const { from, to } = impact;
  return (
    <section class="stack" aria-label={receipt.name}>
      <p class="lead">
        {receipt.name}{' '}
        {close ? (
          <button type="button" class="button small" onClick={close}>
            {words.whole}
          </button>
        ) : null}
      </p>
      <ReceiptTools of={{ from, to, journeyId }} receipt={receipt} when="" />
    </section>
  );
};
