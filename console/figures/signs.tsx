import { Chart } from '../charts/chart.tsx';
import { Lines } from '../charts/lines.tsx';
import { Card } from '../parts/page.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import type { Warnings } from './answers.ts';
import { columnOf, useValueText } from './value-text.ts';
import { FIGURE_WORDS } from './words.ts';

/** Pixels of a trend. */
const TREND = 36;

const TONES: Readonly<Record<string, string>> = { ok: 'good', warning: 'bad' };

const Sign = ({
  sign,
  currency,
}: {
  readonly sign: Warnings['data'][number];
  readonly currency: Warnings['currency'];
}) => {
  const { language } = useLanguage();
  const words = FIGURE_WORDS[language];
  const text = useValueText(currency);
  const [first, second] = sign.series;
  const together = second !== undefined && first?.unit === second.unit;
  const columns = sign.series.map(({ name, unit, points }) =>
    columnOf(
      name[language],
      unit,
      points.map(({ value }) => value),
      currency,
      text,
    ),
  );
  const figures = { head: words.month, labels: first?.points.map(({ month }) => month) ?? [], columns };
  const drawn = { ...figures, columns: columns.slice(0, together ? 2 : 1) };
  return (
    <li class="sign">
      <div class="sign-head">
        <h3>{sign.title[language]}</h3>
        <span class={`status ${TONES[sign.state] ?? ''}`}>{wordOf(words.signStates, sign.state)}</span>
      </div>
      <p>{sign.says[language]}</p>
      {first ? (
        <Chart
          name={sign.title[language]}
          file={sign.id}
          figures={figures}
          height={TREND}
          draw={(width) => <Lines figures={drawn} width={width} height={TREND} />}
          latestFirst
          about={sign.rule[language]}
          toggle={words.rule}
        />
      ) : (
        <details class="as-table">
          <summary aria-label={`${sign.title[language]}: ${words.rule}`}>{words.rule}</summary>
          <p>{sign.rule[language]}</p>
        </details>
      )}
    </li>
  );
};

/** The signs of a brand in trouble as sentences, those that ask for a look first. */
export const Signs = ({ warnings }: { readonly warnings: Warnings }) => {
  const { language } = useLanguage();
  const words = FIGURE_WORDS[language];
  const rank = (state: string): number => ['warning', 'ok'].indexOf(state) >>> 0;
  const sorted = warnings.data.toSorted((left, right) => rank(left.state) - rank(right.state));
  return (
    <Card title={words.signs}>
      <ul class="signs">
        {sorted.map((sign) => (
          <Sign key={sign.id} sign={sign} currency={warnings.currency} />
        ))}
      </ul>
    </Card>
  );
};
