// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { receiptOf } from '../../shared/insights/receipt.ts';
import type { Report } from '../../shared/insights/report-schema.ts';
import { useFormat } from '../parts/shop.tsx';
import { useLanguage } from '../words/language.tsx';
import { ReceiptTools } from './receipt-tools.tsx';

/** A campaign's receipt to keep and to give on. */
export const CampaignReceiptTools = ({ report }: { readonly report: Report }) => {
  const { language } = useLanguage();
  const format = useFormat();
  const when = report.launchedAt ? format.dateTime(report.launchedAt) : '';
  return <ReceiptTools of={{ campaignId: report.campaignId }} receipt={receiptOf(report, { language })} when={when} />;
};
