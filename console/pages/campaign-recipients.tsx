import { useState } from 'preact/hooks';
import { reasonText } from '../../shared/insights/receipt-words.ts';
import type { Report } from '../../shared/insights/report-schema.ts';
import { type Recipient, recipientSchema } from '../answers/campaign.ts';
import { Card } from '../parts/page.tsx';
import { Pages } from '../parts/pages-of.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Status } from '../parts/status.tsx';
import { listOf, segment, withQuery } from '../platform/api.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';

const recipientsSchema = listOf(recipientSchema);
const STATUSES = ['sent', 'claimed', 'deferred', 'skipped', 'failed', 'unknown', 'control'] as const;

const Rows = ({ recipients }: { readonly recipients: readonly Recipient[] }) => {
  const { language, words } = useLanguage();
  const format = useFormat();
  return (
    <table class="list">
      <thead>
        <tr>
          <th scope="col">{words.customers.name}</th>
          <th scope="col">{words.campaigns.status}</th>
          <th scope="col">{words.campaign.reason}</th>
          <th scope="col" class="figure roomy">
            {words.campaign.at}
          </th>
        </tr>
      </thead>
      <tbody>
        {recipients.map((recipient) => (
          <tr key={recipient.customerId}>
            <th scope="row">
              <Link to={{ page: 'customer', id: recipient.customerId }} class="list-link">
                {recipient.customerId}
              </Link>
            </th>
            <td>
              <Status code={recipient.status} word={wordOf(words.campaign.statuses, recipient.status)} />
            </td>
            <td>{recipient.reason ? reasonText(recipient.reason, language) : ''}</td>
            <td class="figure roomy">{recipient.at ? format.dateTime(recipient.at) : ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** Everybody of a campaign, by status and by the reasons that the report has counted. */
export const Recipients = ({ id, report }: { readonly id: string; readonly report: Report }) => {
  const { language, words } = useLanguage();
  const api = useApi();
  const [status, setStatus] = useState('');
  const [reason, setReason] = useState('');
  const load = async (cursor: string | undefined) => {
    const path = withQuery(`/v1/campaigns/${segment(id)}/recipients`, { status, reason, limit: 50, cursor });
    return (await api.get(path, recipientsSchema)).value;
  };
  const reasons = Object.entries(report.skipped).sort(([, left], [, right]) => right - left);
  return (
    <Card title={words.campaign.recipients}>
      <div class="filters">
        <select
          aria-label={words.campaigns.status}
          value={status}
          onChange={(event) => {
            setStatus(event.currentTarget.value);
            setReason('');
          }}
        >
          <option value="">{words.campaign.anyStatus}</option>
          {STATUSES.map((code) => (
            <option key={code} value={code}>
              {words.campaign.statuses[code]}
            </option>
          ))}
        </select>
        <select
          aria-label={words.campaign.reason}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
            if (event.currentTarget.value !== '') setStatus('skipped');
          }}
        >
          <option value="">{words.campaign.anyReason}</option>
          {reasons.map(([code, count]) => (
            <option key={code} value={code}>
              {reasonText(code, language)} ({count})
            </option>
          ))}
        </select>
      </div>
      <Pages
        name={`${id} ${status} ${reason}`}
        load={load}
        empty={<p class="quiet-line">{words.campaign.noRecipients}</p>}
      >
        {(rows) => <Rows recipients={rows} />}
      </Pages>
    </Card>
  );
};
