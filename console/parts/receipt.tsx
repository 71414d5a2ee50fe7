import { receiptOf } from '../../shared/insights/receipt.ts';
import type { Report } from '../../shared/insights/report-schema.ts';
import { useLanguage } from '../words/language.tsx';
import { useShop } from './shop.tsx';
import { type Opens, Slip } from './slip.tsx';

/** The honest receipt in the reader's language. */
export const ReceiptSlip = ({ report, opens }: { readonly report: Report; readonly opens?: Opens | undefined }) => {
  const { language, words } = useLanguage();
  const { settings, format } = useShop();
  const receipt = receiptOf(report, { language });
  const when = report.launchedAt ? format.dateTime(report.launchedAt) : '';
  return <Slip shop={settings?.brand.name ?? words.brand} when={when} receipt={receipt} opens={opens} />;
};
