import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { createdSchema, isBlocking, type Preflight, preflightSchema, renderedSchema } from '../answers/campaign.ts';
import { savedCampaignSchema } from '../composer/answers.ts';
import { bodyOfAnswer } from '../composer/draft.ts';
import { useSubmit } from '../parts/form.ts';
import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Failure, Show } from '../parts/states.tsx';
import { segment } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage, useWords, wordOf } from '../words/language.tsx';
import { CAMPAIGN_PAGE_WORDS } from './campaign-words.ts';
import { FINDING_WORDS } from './finding-words.ts';

interface FindingsProps {
  readonly preflight: Preflight;
  /** What can be mended at once, by the code of the finding. */
  readonly mend: (code: string) => ComponentChildren;
}

const Findings = ({ preflight, mend }: FindingsProps) => {
  const { language } = useLanguage();
  const own = CAMPAIGN_PAGE_WORDS[language];
  const format = useFormat();
  const { count, exact } = preflight.audience;
  const findings = preflight.findings.toSorted((left, right) => Number(isBlocking(right)) - Number(isBlocking(left)));
  return (
    <>
      <p class="preflight-count">
        {(exact ? own.reaches : own.reachesAtLeast)(format.number(count))}
        {preflight.cost && count > 0 ? <> {own.wouldCost(format.money(preflight.cost), exact)}</> : null}
        {preflight.expectedCost && count > 0 ? <> {own.firstReaches(format.money(preflight.expectedCost))}</> : null}
      </p>
      {findings.length === 0 ? <p class="status good">{own.preflightClear}</p> : null}
      <ul class="findings">
        {findings.map((finding) => (
          <li key={`${finding.code} ${finding.message}`} class={isBlocking(finding) ? 'blocking' : 'warning'}>
            <small>{isBlocking(finding) ? own.blocking : own.warning}</small>
            <strong>{wordOf(FINDING_WORDS[language], finding.code)}</strong>
            <span>{finding.says[language]}</span>
            {mend(finding.code)}
          </li>
        ))}
      </ul>
    </>
  );
};

interface PreflightCardProps {
  readonly id: string;
  /** Something of the campaign was changed here. */
  readonly changed: () => void;
}

/** The check that a launch runs itself, shown before anybody says yes; people who have been silent are left out by one press. */
export const PreflightCard = ({ id, changed }: PreflightCardProps) => {
  const own = CAMPAIGN_PAGE_WORDS[useLanguage().language];
  const api = useApi();
  const path = `/v1/campaigns/${segment(id)}`;
  const [loaded, reload] = useLoad(`preflight ${id}`, () =>
    api.change(`${path}/preflight`, preflightSchema, { method: 'POST', body: {} }),
  );
  const [left, setLeft] = useState(false);
  const leaveOut = useSubmit(async () => {
    const { value, etag } = await api.get(path, savedCampaignSchema);
    const { audience, ...rest } = bodyOfAnswer(value);
    const ifMatch = etag === undefined ? {} : { ifMatch: etag };
    const body = { ...rest, audience: { ...audience, excludeSilent: true } };
    await api.change(path, createdSchema, { method: 'PUT', body, ...ifMatch });
    setLeft(true);
    reload();
    changed();
  });
  const again = (
    <button type="button" class="text-button" onClick={reload}>
      {own.checkAgain}
    </button>
  );
  const mend = (code: string) =>
    code === 'silentPeople' ? (
      <button type="button" class="button small" disabled={leaveOut.busy} onClick={() => void leaveOut.run()}>
        {own.leaveOut}
      </button>
    ) : null;
  return (
    <Card title={own.preflight} aside={again}>
      <Show loaded={loaded} retry={reload}>
        {({ value }) => <Findings preflight={value} mend={mend} />}
      </Show>
      {leaveOut.error ? <Failure error={leaveOut.error} /> : null}
      <p role="status" class="done">
        {left ? own.leftOut : ''}
      </p>
    </Card>
  );
};

/** The words that would go out, for an example person, as plain text: label, footer and all. */
export const PreviewCard = ({ templateId }: { readonly templateId: string }) => {
  const _words = useWords();
  const own = CAMPAIGN_PAGE_WORDS[useLanguage().language];
  const api = useApi();
  const [loaded, reload] = useLoad(`preview ${templateId}`, () =>
    api.change(`/v1/templates/${segment(templateId)}/render`, renderedSchema, { method: 'POST', body: {} }),
  );
  return (
    <Card title={own.preview}>
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
