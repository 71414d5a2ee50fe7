import { useState } from 'preact/hooks';
import { reasonText } from '../../shared/insights/receipt-words.ts';
import type { Report } from '../../shared/insights/report-schema.ts';
import { type Recipient, recipientSchema } from '../answers/campaign.ts';
import { recipientGroups } from '../answers/report.ts';
import { Card } from '../parts/page.tsx';
import { Pages } from '../parts/pages-of.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Status } from '../parts/status.tsx';
import { listOf, segment, withQuery } from '../platform/api.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import { CAMPAIGN_PAGE_WORDS } from './campaign-words.ts';

const recipientsSchema = listOf(recipientSchema);

const Rows = ({ recipients }: { readonly recipients: readonly Recipient[] }) => {
  const { language, words } = useLanguage();
  const own = CAMPAIGN_PAGE_WORDS[language];
  const format = useFormat();
  return (
    <table class="list">
      <thead>
        <tr>
          <th scope="col">{words.customers.name}</th>
          <th scope="col">{words.campaigns.status}</th>
          <th scope="col">{own.reason}</th>
          <th scope="col" class="figure roomy">
            {own.at}
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
              <Status code={recipient.status} word={wordOf(words.messageStatuses, recipient.status)} />
            </td>
            <td>{recipient.reason ? reasonText(recipient.reason, language) : ''}</td>
            <td class="figure roomy">{recipient.at ? format.dateTime(recipient.at) : ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** Everybody of a campaign, or those of one status or one of the reasons that the report has counted. */
export const Recipients = ({ id, report }: { readonly id: string; readonly report: Report }) => {
  const { language, words } = useLanguage();
  const own = CAMPAIGN_PAGE_WORDS[language];
  const format = useFormat();
  const api = useApi();
  const [chosen, choose] = useState('');
  const [status, reason] = chosen.split('/');
  const load = async (cursor: string | undefined) => {
    const path = withQuery(`/v1/campaigns/${segment(id)}/recipients`, { status, reason, limit: 25, cursor });
    return (await api.get(path, recipientsSchema)).value;
  };
  return (
    <Card title={own.recipients}>
      <div class="filters">
        <select aria-label={own.show} value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
          <option value="">{own.everybody}</option>
          {recipientGroups(report).map((group) => {
            const name = group.reason
              ? `— ${reasonText(group.reason, language)}`
              : wordOf(words.messageStatuses, group.status);
            const value = group.reason ? `${group.status}/${group.reason}` : group.status;
            return (
              <option key={value} value={value}>
                {name} ({format.number(group.count)})
              </option>
            );
          })}
        </select>
      </div>
      <Pages name={`${id} ${chosen}`} load={load} empty={<p class="quiet-line">{own.noRecipients}</p>}>
        {(rows) => <Rows recipients={rows} />}
      </Pages>
    </Card>
  );
};
