import { type Preflight, preflightSchema, severityOf } from '../answers/campaign.ts';
import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Show } from '../parts/states.tsx';
import { segment } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useWords } from '../words/language.tsx';

const ORDER = { blocking: 0, warning: 1, info: 2 } as const;

const Findings = ({ preflight }: { readonly preflight: Preflight }) => {
  const words = useWords();
  const format = useFormat();
  const findings = preflight.findings
    .map((finding) => ({ ...finding, level: severityOf(finding) }))
    .sort((left, right) => ORDER[left.level] - ORDER[right.level]);
  return (
    <>
      {typeof preflight.audience === 'number' ? (
        <p class="preflight-count">
          <strong>{format.number(preflight.audience)}</strong> {words.campaigns.audience}
        </p>
      ) : null}
      {findings.length === 0 ? <p class="status good">{words.campaign.preflightClear}</p> : null}
      <ul class="findings">
        {findings.map((finding) => (
          <li key={`${finding.code} ${finding.path ?? ''} ${finding.message}`} class={finding.level}>
            <strong>{words.campaign[finding.level]}</strong>
            <span>{finding.message}</span>
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
      {words.campaign.actions.preflight}
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
