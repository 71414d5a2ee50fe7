import { Card } from '../parts/page.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import type { Warnings } from './answers.ts';
import { Spark } from './spark.tsx';
import { useValueText } from './value-text.ts';
import { FIGURE_WORDS } from './words.ts';

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
  const months = first?.points.map(({ month }) => month) ?? [];
  const together = second !== undefined && first?.unit === second.unit;
  return (
    <li class="sign">
      <div class="sign-head">
        <h3>{sign.title[language]}</h3>
        <span class={`status ${TONES[sign.state] ?? ''}`}>{wordOf(words.signStates, sign.state)}</span>
      </div>
      <p>{sign.says[language]}</p>
      {first ? (
        <Spark
          values={first.points.map(({ value }) => value)}
          against={together ? second.points.map(({ value }) => value) : []}
        />
      ) : null}
      <details class="as-table">
        <summary aria-label={`${sign.title[language]}: ${words.rule}`}>{words.rule}</summary>
        <p>{sign.rule[language]}</p>
        {months.length > 0 ? (
          <table>
            <thead>
              <tr>
                <th scope="col">{words.month}</th>
                {sign.series.map(({ name }) => (
                  <th key={name.en} scope="col" class="figure">
                    {name[language]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {months
                .map((month, index) => ({ month, index }))
                .reverse()
                .map(({ month, index }) => (
                  <tr key={month}>
                    <th scope="row">{month}</th>
                    {sign.series.map(({ name, unit, points }) => (
                      <td key={name.en} class="figure">
                        {text(points[index]?.value, unit)}
                      </td>
                    ))}
                  </tr>
                ))}
            </tbody>
          </table>
        ) : null}
      </details>
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
