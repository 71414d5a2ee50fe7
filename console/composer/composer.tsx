import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { createdSchema, type SegmentSummary } from '../answers/campaign.ts';
import { TextField } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Failure } from '../parts/states.tsx';
import { segment } from '../platform/api.ts';
import { useNavigation } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import type { Pool, SenderSettings, Template } from './answers.ts';
import { ArmFields } from './arms-fields.tsx';
import { AudienceFields } from './audience-fields.tsx';
import { ChannelTable, useComparison } from './comparison.tsx';
import { bodyOf, type Draft, missingOf } from './draft.ts';
import { GoalFields } from './goal-fields.tsx';
import { MessageFields, UtmFields } from './message-fields.tsx';
import { Planner } from './planner.tsx';
import { ScheduleFields } from './schedule-fields.tsx';
import { WaysFields } from './ways-fields.tsx';
import { COMPOSER_WORDS } from './words.ts';

export interface Choices {
  readonly templates: readonly Template[];
  readonly segments: readonly SegmentSummary[];
  readonly settings: SenderSettings;
  /** Names of track events that have come in. */
  readonly events: readonly string[];
  readonly pools: readonly Pool[];
}

interface ComposerProps extends Choices {
  readonly start: Draft;
  /** What is changed; without it a new draft is written. */
  readonly before?: { readonly id: string; readonly etag: string | undefined } | undefined;
}

const Step = ({ title, children }: { readonly title: string; readonly children: ComponentChildren }) => (
  <Card title={title} class="step">
    <div class="form">{children}</div>
  </Card>
);

/** Everything that a campaign is, in the order in which one thinks of it. */
export const Composer = ({ start, before, templates, segments, settings, events, pools }: ComposerProps) => {
  const { language, words: house } = useLanguage();
  const words = COMPOSER_WORDS[language];
  const format = useFormat();
  const api = useApi();
  const { go } = useNavigation();
  const [draft, setDraft] = useState(start);
  const change = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));
  const compared = useComparison(draft);
  const zone = settings.timezone;
  const missing = missingOf(draft);
  const { busy, error, submit } = useSubmit(async () => {
    const body = bodyOf(draft, zone);
    if (before) {
      const { id, etag } = before;
      const ifMatch = etag === undefined ? {} : { ifMatch: etag };
      await api.change(`/v1/campaigns/${segment(id)}`, createdSchema, { method: 'PUT', body, ...ifMatch });
      go({ page: 'campaign', id });
      return;
    }
    const made = await api.change('/v1/campaigns', createdSchema, { method: 'POST', body });
    go({ page: 'campaign', id: made.value.id });
  });
  const choose = (channel: string) => {
    const isKept = templates.some(({ id, channel: of }) => id === draft.templateId && of === channel);
    change({ channel, ...(isKept ? {} : { templateId: '' }) });
  };
  const reached = compared.comparison?.channels.find(({ channel }) => channel === draft.channel);
  const summary = reached
    ? words.summary(
        wordOf(house.channels, reached.channel),
        format.number(reached.reachable),
        format.money(reached.cost),
      )
    : '';
  const part = { draft, change };
  return (
    <form class="composer" onSubmit={submit}>
      <Step title={words.steps.about}>
        <TextField
          name={words.name}
          hint={words.nameHint}
          value={draft.name}
          change={(name) => change({ name })}
          required
        />
        <TextField
          name={words.hypothesis}
          hint={words.hypothesisHint}
          rows={2}
          value={draft.hypothesis}
          change={(hypothesis) => change({ hypothesis })}
        />
        <TextField name={words.folder} value={draft.folder} change={(folder) => change({ folder })} />
      </Step>
      <Step title={words.steps.who}>
        <AudienceFields {...part} segments={segments} />
      </Step>
      <Step title={words.steps.what}>
        <ChannelTable compared={compared} channel={draft.channel} choose={choose} isList={draft.who === 'list'} />
        <MessageFields {...part} templates={templates} settings={settings} pools={pools} />
        <WaysFields {...part} templates={templates} />
        <UtmFields {...part} settings={settings} />
      </Step>
      <Step title={words.steps.goal}>
        <GoalFields {...part} events={events} holdout={settings.holdout.share} />
        <Planner {...part} audience={reached?.reachable} />
      </Step>
      <Step title={words.steps.arms}>
        <ArmFields {...part} templates={templates} />
      </Step>
      <Step title={words.steps.when}>
        <ScheduleFields
          schedule={draft.schedule}
          change={(schedule) => change({ schedule: { ...draft.schedule, ...schedule } })}
          zone={zone}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={draft.high}
            onChange={(event) => change({ high: event.currentTarget.checked })}
          />
          <span>
            {words.high}
            <small>{words.highHint}</small>
          </span>
        </label>
      </Step>
      {error ? <Failure error={error} /> : null}
      <div class="form-actions sticky">
        <button type="submit" class="button primary" disabled={busy || missing.length > 0}>
          {before ? words.save : words.create}
        </button>
        <small role="status">
          {missing.length > 0 ? words.missing(missing.map((each) => words.missings[each])) : summary}
        </small>
      </div>
    </form>
  );
};
