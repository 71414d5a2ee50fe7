import { useId, useState } from 'preact/hooks';
import * as z from 'zod';
import { minorDigits } from '../../shared/platform/money.ts';
import { Choice, TextField } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Failure } from '../parts/states.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import type { KpiReport } from './answers.ts';
import { TargetLine } from './tiles.tsx';
import { useValueText } from './value-text.ts';
import { FIGURE_WORDS } from './words.ts';

const settingsSchema = z.object({
  targets: z
    .array(z.object({ kpi: z.string(), value: z.number(), from: z.string().optional(), by: z.string() }))
    .default([]),
});
type Targets = z.infer<typeof settingsSchema>['targets'];

interface TargetsProps {
  readonly report: KpiReport;
  readonly reload: () => void;
}

/** What a person types is percent and whole money; the API has shares and minor units. */
const factorOf = (unit: string, currency: string): number =>
  unit === 'share' ? 0.01 : unit === 'money' ? 10 ** minorDigits(currency) : 1;

/** Changes the targets of this moment, so that nobody else's is lost. */
type Change = (next: (targets: Targets) => Targets) => Promise<void>;

interface RowProps {
  readonly target: KpiReport['targets'][number];
  readonly report: KpiReport;
  readonly change: Change;
}

const Row = ({ target, report, change }: RowProps) => {
  const { language } = useLanguage();
  const words = FIGURE_WORDS[language];
  const format = useFormat();
  const text = useValueText(report.currency);
  const definition = report.definitions.find((one) => one.kpi === target.kpi);
  const name = definition?.name[language] ?? target.kpi;
  const unit = definition?.unit ?? '';
  const { busy, error, run } = useSubmit(() =>
    change((targets) => targets.filter((one) => one.kpi !== target.kpi || one.by !== target.by)),
  );
  return (
    <li>
      <b>{name}</b>
      <span>{words.now(text(target.current, unit))}</span>
      <TargetLine target={target} unit={unit} currency={report.currency} />
      <button
        type="button"
        class="text-button"
        disabled={busy}
        aria-label={`${words.remove}: ${name}, ${format.date(target.by)}`}
        onClick={() => void run()}
      >
        {words.remove}
      </button>
      {error ? <Failure error={error} /> : null}
    </li>
  );
};

/** What the shop wants to reach by when: to add and to take away, kept in the settings. */
export const TargetsCard = ({ report, reload }: TargetsProps) => {
  const { language } = useLanguage();
  const words = FIGURE_WORDS[language];
  const api = useApi();
  const [first] = report.definitions;
  const [kpi, setKpi] = useState(first?.kpi ?? '');
  const [value, setValue] = useState('');
  const [by, setBy] = useState('');
  const byId = useId();
  const unit = report.definitions.find((one) => one.kpi === kpi)?.unit ?? '';

  const change: Change = async (next) => {
    const { value: settings, etag } = await api.get('/v1/settings', settingsSchema);
    const body = { targets: next(settings.targets) };
    await api.change('/v1/settings', settingsSchema, {
      method: 'PUT',
      body,
      ...(etag === undefined ? {} : { ifMatch: etag }),
    });
    reload();
  };
  const { busy, error, submit } = useSubmit(async () => {
    const typed = Number(value.replaceAll(',', ''));
    // Twelve digits keep 30 % from becoming 0.3 and a speck.
    const wanted = Number((typed * factorOf(unit, report.currency ?? 'KRW')).toPrecision(12));
    await change((targets) => [
      ...targets.filter((one) => one.kpi !== kpi || one.by !== by),
      { kpi, value: wanted, by },
    ]);
    setValue('');
  });
  return (
    <Card title={words.targets}>
      <ul class="targets">
        {report.targets.map((target) => (
          <Row key={`${target.kpi} ${target.by}`} target={target} report={report} change={change} />
        ))}
      </ul>
      <form class="target-form" onSubmit={submit}>
        <Choice
          name={words.figure}
          value={kpi}
          change={setKpi}
          options={report.definitions.map((one) => [one.kpi, one.name[language]] as const)}
        />
        <TextField name={words.goal(unit)} value={value} change={setValue} required />
        <div class="field">
          <label for={byId}>{words.by}</label>
          <input id={byId} type="date" value={by} required onInput={(event) => setBy(event.currentTarget.value)} />
        </div>
        <button type="submit" class="button small" disabled={busy || value.trim() === '' || by === ''}>
          {words.setTarget}
        </button>
      </form>
      {error ? <Failure error={error} /> : null}
    </Card>
  );
};
