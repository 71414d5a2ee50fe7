// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { withQuery } from '../platform/api.ts';
import { type Loaded, useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { kpiReportSchema, nextOrdersSchema, retentionSchema, warningsSchema } from './answers.ts';
import { Cohorts } from './cohorts.tsx';
import { Curves } from './curves.tsx';
import { Signs } from './signs.tsx';
import { TargetsCard } from './targets.tsx';
import { Tiles } from './tiles.tsx';
import { FIGURE_WORDS } from './words.ts';

const GRANULARITIES = ['day', 'week', 'month'] as const;
type Granularity = (typeof GRANULARITIES)[number];

interface PartProps<Value> {
  readonly asked: readonly [Loaded<Value>, () => void];
  readonly children: (value: Value) => ComponentChildren;
}

/** A report that is not there yet says nothing here: the first card says it for all. */
const Part = <Value,>({ asked: [loaded, reload], children }: PartProps<Value>) =>
  loaded.state === 'failed' && loaded.error.status === 404 ? null : (
    <Show loaded={loaded} retry={reload} rows={6}>
      {children}
    </Show>
  );

const Figures = () => {
  const { language } = useLanguage();
  const words = FIGURE_WORDS[language];
  const format = useFormat();
  const api = useApi();
  const [granularity, setGranularity] = useState<Granularity>('week');
  const path = withQuery('/v1/reports/kpis', { granularity });
  const [loaded, reload] = useLoad(path, (signal) => api.get(path, kpiReportSchema, signal));
  const choice = (
    <fieldset class="choice">
      <legend class="unseen">{words.granularity}</legend>
      {GRANULARITIES.map((one) => (
        <label key={one}>
          <input type="radio" name="granularity" checked={one === granularity} onChange={() => setGranularity(one)} />
          <span>{words.granularities[one]}</span>
        </label>
      ))}
    </fieldset>
  );
  return (
    <Show loaded={loaded} retry={reload} rows={8}>
      {({ value }) =>
        value.data.length === 0 ? (
          <Empty icon="results" title={words.empty}>
            {words.emptyDo}
          </Empty>
        ) : (
          <div class="stack">
            <Card title={words.upTo(format.date(value.asOf ?? ''))} aside={choice}>
              <Tiles report={value} />
            </Card>
            <TargetsCard report={value} reload={reload} />
          </div>
        )
      }
    </Show>
  );
};

/** Figures of the shop, the signs that something goes wrong, who comes back, and when. */
export const FiguresDesk = () => {
  const api = useApi();
  const warnings = useLoad('warnings', (signal) => api.get('/v1/reports/warnings', warningsSchema, signal));
  const retention = useLoad('retention', (signal) => api.get('/v1/reports/retention', retentionSchema, signal));
  const next = useLoad('next-orders', (signal) => api.get('/v1/reports/next-orders', nextOrdersSchema, signal));
  return (
    <div class="stack">
      <Figures />
      <Part asked={warnings}>{({ value }) => <Signs warnings={value} />}</Part>
      <Part asked={retention}>{({ value }) => <Cohorts retention={value} />}</Part>
      <Part asked={next}>{({ value }) => <Curves answer={value} />}</Part>
    </div>
  );
};
