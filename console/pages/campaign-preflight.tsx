import { isBlocking, type Preflight, preflightSchema, renderedSchema } from '../answers/campaign.ts';
import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Show } from '../parts/states.tsx';
import { segment } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage, useWords, wordOf } from '../words/language.tsx';

const Findings = ({ preflight }: { readonly preflight: Preflight }) => {
  const { words, language } = useLanguage();
  const format = useFormat();
  const { count, exact } = preflight.audience;
  const findings = preflight.findings.toSorted((left, right) => Number(isBlocking(right)) - Number(isBlocking(left)));
  return (
    <>
      <p class="preflight-count">
        {(exact ? words.campaign.reaches : words.campaign.reachesAtLeast)(format.number(count))}
        {preflight.cost && count > 0 ? <> {words.campaign.wouldCost(format.money(preflight.cost), exact)}</> : null}
      </p>
      {findings.length === 0 ? <p class="status good">{words.campaign.preflightClear}</p> : null}
      <ul class="findings">
        {findings.map((finding) => (
          <li key={`${finding.code} ${finding.message}`} class={isBlocking(finding) ? 'blocking' : 'warning'}>
            <small>{isBlocking(finding) ? words.campaign.blocking : words.campaign.warning}</small>
            <strong>{wordOf(words.findings, finding.code)}</strong>
            <span>{finding.says[language]}</span>
          </li>
        ))}
      </ul>
    </>
  );
};

/** The check that a launch runs itself, shown before anybody says yes. */
export const PreflightCard = ({ id }: { readonly id: string }) => {
  const words = useWords();
  const api = useApi();
  const [loaded, reload] = useLoad(`preflight ${id}`, () =>
    api.change(`/v1/campaigns/${segment(id)}/preflight`, preflightSchema, { method: 'POST', body: {} }),
  );
  const again = (
    <button type="button" class="text-button" onClick={reload}>
      {words.campaign.checkAgain}
    </button>
  );
  return (
    <Card title={words.campaign.preflight} aside={again}>
      <Show loaded={loaded} retry={reload}>
        {({ value }) => <Findings preflight={value} />}
      </Show>
    </Card>
  );
};

/** The words that would go out, for an example person, as plain text: label, footer and all. */
export const PreviewCard = ({ templateId }: { readonly templateId: string }) => {
  const words = useWords();
  const api = useApi();
  const [loaded, reload] = useLoad(`preview ${templateId}`, () =>
    api.change(`/v1/templates/${segment(templateId)}/render`, renderedSchema, { method: 'POST', body: {} }),
  );
  return (
    <Card title={words.campaign.preview}>
      <Show loaded={loaded} retry={reload}>
        {({ value }) => (
          <div class="letter">
            {value.subject ? <p class="letter-subject">{value.subject}</p> : null}
            <p class="letter-text">{value.text}</p>
          </div>
        )}
      </Show>
    </Card>
  );
};
