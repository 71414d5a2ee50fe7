import { Chart } from '../charts/chart.tsx';
import { Lines } from '../charts/lines.tsx';
import { useFormat } from '../parts/shop.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import type { KpiReport } from './answers.ts';
import { columnOf, useValueText } from './value-text.ts';
import { FIGURE_WORDS } from './words.ts';

type Definition = KpiReport['definitions'][number];
type Target = KpiReport['targets'][number];

/** Pixels of a trend. */
const TREND = 36;

const TONES: Readonly<Record<string, string>> = { reached: 'good', on_course: 'good', behind: 'warn', missed: 'bad' };

/** How a target stands, in words and a colour. */
export const TargetLine = ({
  target,
  unit,
  currency,
}: {
  readonly target: Target;
  readonly unit: string;
  readonly currency: KpiReport['currency'];
}) => {
  const { language } = useLanguage();
  const words = FIGURE_WORDS[language];
  const format = useFormat();
  const text = useValueText(currency);
  const behind = target.state === 'behind' && target.behindBy !== null;
  const state = behind ? words.behindBy(text(target.behindBy, unit)) : wordOf(words.states, target.state);
  return (
    <p class={`status ${TONES[target.state] ?? ''}`}>
      {state} · {words.target(text(target.value, unit), format.date(target.by))}
    </p>
  );
};

const Tile = ({ definition, report }: { readonly definition: Definition; readonly report: KpiReport }) => {
  const { language } = useLanguage();
  const words = FIGURE_WORDS[language];
  const format = useFormat();
  const text = useValueText(report.currency);
  const { kpi, unit } = definition;
  const rows = report.data.map((row) => ({ date: row.date, complete: row.complete, value: row.values[kpi] ?? null }));
  // What adds up is told of the last whole period; a level as it stands.
  const told = definition.kind === 'flow' ? rows.filter(({ complete }) => complete) : rows;
  const latest = told.at(-1)?.value ?? null;
  const before = told.at(-2)?.value ?? null;
  const moved = latest !== null && before !== null && before !== 0 ? latest / before - 1 : undefined;
  const name = definition.name[language];
  const figures = {
    head: words.period,
    labels: rows.map(({ date }) => format.date(date)),
    columns: [
      columnOf(
        name,
        unit,
        rows.map(({ value }) => value),
        report.currency,
        text,
      ),
    ],
  };
  const target = report.targets.find((one) => one.kpi === kpi);
  return (
    <section class="kpi">
      <h3>{name}</h3>
      <p class={latest === null ? 'kpi-value none' : 'kpi-value'}>{text(latest, unit)}</p>
      {moved === undefined ? null : (
        <p class="quiet-line">
          {words.change(`${moved > 0 ? '+' : moved < 0 ? '−' : '±'}${format.percent(Math.abs(moved))}`)}
        </p>
      )}
      {target ? <TargetLine target={target} unit={unit} currency={report.currency} /> : null}
      <Chart
        name={name}
        file={kpi}
        figures={figures}
        height={TREND}
        draw={(width) => <Lines figures={figures} width={width} height={TREND} />}
        latestFirst
        about={definition.definition[language]}
        toggle={words.definitionTable}
      />
    </section>
  );
};

/** Every figure with its trend, its target and how it is counted. */
export const Tiles = ({ report }: { readonly report: KpiReport }) => (
  <div class="kpis">
    {report.definitions.map((definition) => (
      <Tile key={definition.kpi} definition={definition} report={report} />
    ))}
  </div>
);
