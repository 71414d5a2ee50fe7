// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { useState } from 'preact/hooks';
import type * as z from 'zod';
import {
  createdSchema,
  type SegmentSummary,
  segmentSummarySchema,
  templateSummarySchema,
} from '../answers/campaign.ts';
import { AT_ONCE, bodyOf } from '../campaigns/schedule.ts';
import { Input, ScheduleFields } from '../campaigns/schedule-fields.tsx';
import { CAMPAIGN_WORDS } from '../campaigns/words.ts';
import { Choice, Field, NumberField, TextField } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { Icon } from '../parts/icon.tsx';
import { Card, Page } from '../parts/page.tsx';
import { useNames } from '../parts/segment-name.ts';
import { useFormat, useShop } from '../parts/shop.tsx';
import { Empty, Failure, Show } from '../parts/states.tsx';
import { listOf } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { Link, useNavigation } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage, useWords, wordOf } from '../words/language.tsx';

type Template = z.infer<typeof templateSummarySchema>;

interface FormProps {
  readonly templates: readonly Template[];
  readonly segments: readonly SegmentSummary[];
  /** Chosen before one came here. */
  readonly chosen: string;
}

/** As many ids as a campaign's definition holds. */
const MAX_LIST = 5_000;

interface ListFieldProps {
  readonly listed: readonly string[];
  readonly change: (ids: readonly string[]) => void;
}

const ListField = ({ listed, change }: ListFieldProps) => {
  const own = CAMPAIGN_WORDS[useLanguage().language];
  const read = async (file: File | undefined) => {
    const lines = file ? (await file.text()).split(/\r?\n/) : [];
    change([...new Set(lines.map((line) => line.replace(/^\uFEFF/, '').trim()).filter((line) => line !== ''))]);
  };
  const hint =
    listed.length === 0 ? own.listHint : listed.length > MAX_LIST ? own.listTooLong : own.listed(listed.length);
  return (
    <Field name={own.list} hint={hint}>
      {(wired) => (
        <input
          {...wired}
          type="file"
          accept=".txt,.csv,text/plain"
          onChange={(event) => void read(event.currentTarget.files?.[0])}
        />
      )}
    </Field>
  );
};

const CONTROLS = ['0', '0.05', '0.1', '0.2', '0.3', '0.4', '0.5'];

const Form = ({ templates, segments, chosen }: FormProps) => {
  const words = useWords();
  const format = useFormat();
  const api = useApi();
  const { go } = useNavigation();
  const segmentNames = useNames();
  const [name, setName] = useState('');
  const [segmentId, setSegmentId] = useState(segments.some(({ id }) => id === chosen) ? chosen : '');
  const [templateId, setTemplateId] = useState('');
  const [control, setControl] = useState('0.1');
  const [windowDays, setWindowDays] = useState('14');
  const [hypothesis, setHypothesis] = useState('');
  const [excluded, setExcluded] = useState('');
  const [rest, setRest] = useState('');
  const [listed, setListed] = useState<readonly string[]>([]);
  const [schedule, setSchedule] = useState(AT_ONCE);
  const zone = useShop().settings?.timezone ?? 'Asia/Seoul';
  const own = CAMPAIGN_WORDS[useLanguage().language];
  const template = templates.find((one) => one.id === templateId);
  const ready =
    name.trim() !== '' &&
    (segmentId !== '' || listed.length > 0) &&
    listed.length <= MAX_LIST &&
    template !== undefined;

  const { busy, error, submit } = useSubmit(async () => {
    if (!template) return;
    const body = {
      name: name.trim(),
      channel: template.channel,
      templateId,
      audience: {
        ...(listed.length > 0
          ? { list: listed }
          : { include: [segmentId], ...(excluded === '' ? {} : { exclude: [excluded] }) }),
        ...(rest === '' ? {} : { notMessagedInDays: Number(rest) }),
      },
      goal: { event: 'Order Completed', windowDays: Number(windowDays) },
      control: Number(control),
      ...(hypothesis.trim() === '' ? {} : { hypothesis: hypothesis.trim() }),
      ...bodyOf(schedule, zone),
    };
    const created = await api.change('/v1/campaigns', createdSchema, { method: 'POST', body });
    go({ page: 'campaign', id: created.value.id });
  });

  const segmentOptions = segments.map((one) => {
    const count = typeof one.count === 'number' ? ` · ${words.common.people(one.count)}` : '';
    return [one.id, `${segmentNames.segment(one.id, one.name)}${count}`] as const;
  });
  const templateOptions = templates.map(
    (one) => [one.id, `${one.name} · ${wordOf(words.channels, one.channel)}`] as const,
  );
  return (
    <form class="form" onSubmit={submit}>
      <TextField
        name={words.newCampaign.name}
        hint={words.newCampaign.nameHint}
        value={name}
        change={setName}
        required
      />
      <Choice
        name={words.newCampaign.segment}
        value={segmentId}
        change={setSegmentId}
        options={[['', words.newCampaign.noSegment], ...segmentOptions]}
      />
      <div class="pair">
        <Choice
          name={own.exclude}
          value={excluded}
          change={setExcluded}
          options={[['', own.excludeNone], ...segmentOptions]}
        />
        <Input type="number" name={own.rest} hint={own.restHint} min={1} max={365} value={rest} change={setRest} />
      </div>
      <ListField listed={listed} change={setListed} />
      <Choice
        name={words.newCampaign.template}
        value={templateId}
        change={setTemplateId}
        options={[['', words.newCampaign.noTemplate], ...templateOptions]}
        hint={template ? words.newCampaign.channelOf(wordOf(words.channels, template.channel)) : undefined}
      />
      <p class="form-aside">
        <Link to={{ page: 'newTemplate' }}>{words.newCampaign.writeTemplate}</Link>
      </p>
      <div class="pair">
        <Choice
          name={words.newCampaign.control}
          hint={control === '0' ? words.newCampaign.controlNone : words.newCampaign.controlHint}
          value={control}
          change={setControl}
          options={CONTROLS.map((share) => [share, format.percent(Number(share), 0)] as const)}
        />
        <NumberField
          name={words.newCampaign.window}
          hint={words.newCampaign.windowHint}
          min={1}
          max={90}
          value={windowDays}
          change={setWindowDays}
        />
      </div>
      <TextField
        name={words.newCampaign.hypothesis}
        hint={words.newCampaign.hypothesisHint}
        rows={2}
        value={hypothesis}
        change={setHypothesis}
      />
      <ScheduleFields
        schedule={schedule}
        change={(part) => setSchedule((before) => ({ ...before, ...part }))}
        zone={zone}
      />
      {error ? <Failure error={error} /> : null}
      <div class="form-actions">
        <button type="submit" class="button primary" disabled={busy || !ready}>
          {words.newCampaign.create}
        </button>
        {ready ? null : <small>{words.newCampaign.missing}</small>}
      </div>
    </form>
  );
};

export const NewCampaignPage = ({ segment: chosen }: { readonly segment: string }) => {
  const words = useWords();
  const api = useApi();
  const [loaded, reload] = useLoad('choices', async (signal) => {
    const [templates, segments] = await Promise.all([
      api.get('/v1/templates?limit=200', listOf(templateSummarySchema), signal),
      api.get('/v1/segments?limit=200', listOf(segmentSummarySchema), signal),
    ]);
    return { templates: templates.value.data, segments: segments.value.data };
  });
  const back = (
    <Link to={{ page: 'campaigns' }} class="back">
      <Icon name="back" />
      {words.campaigns.title}
    </Link>
  );
  return (
    <Page title={words.newCampaign.title} above={back}>
      <p class="lead">{words.newCampaign.lead}</p>
      <Card class="narrow">
        <Show loaded={loaded} retry={reload} rows={6}>
          {({ templates, segments }) =>
            templates.length === 0 ? (
              <Empty icon="draft" title={words.newCampaign.noTemplates}>
                <Link to={{ page: 'newTemplate' }}>{words.newCampaign.writeTemplate}</Link>
              </Empty>
            ) : (
              <Form templates={templates} segments={segments} chosen={chosen} />
            )
          }
        </Show>
      </Card>
    </Page>
  );
};
