import { Chart } from '../charts/chart.tsx';
import { Lines } from '../charts/lines.tsx';
import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { WideTable } from '../parts/wide-table.tsx';
import { useLanguage } from '../words/language.tsx';
import type { Curve, NextOrders } from './answers.ts';
import { FIGURE_WORDS } from './words.ts';

const HEIGHT = 200;

/** Share who ordered again by day, with the best week marked. */
const ShareByDay = ({ curve, about }: { readonly curve: Curve; readonly about: string }) => {
  const { language } = useLanguage();
  const words = FIGURE_WORDS[language];
  const format = useFormat();
  const last = curve.points.at(-1);
  if (!last) return <p class="quiet-line">{words.none}</p>;
  const days = curve.points.map(({ day }) => day);
  const percent = (share: number) => format.percent(share);
  const figures = {
    head: words.axis,
    labels: days.map((day) => words.day(day)),
    columns: [{ name: words.again, values: curve.points.map(({ share }) => share), show: percent }],
  };
  const best = curve.bestWindow;
  return (
    <Chart
      name={words.curves}
      file="next-order"
      figures={figures}
      height={HEIGHT}
      draw={(width) => (
        <Lines
          figures={figures}
          at={days}
          width={width}
          height={HEIGHT}
          axis={{ ends: ['0', format.number(last.day)], value: percent }}
          band={best ? [best.fromDay, best.toDay + 1] : undefined}
        />
      )}
      note={words.axis}
      about={about}
      toggle={words.definitionTable}
    />
  );
};

/** Time to the next order, for everybody as a curve and by first product as a table. */
export const Curves = ({ answer }: { readonly answer: NextOrders }) => {
  const { language } = useLanguage();
  const words = FIGURE_WORDS[language];
  const format = useFormat();
  const best = answer.everybody.bestWindow;
  const row = (name: string, curve: Curve, key: string) => (
    <tr key={key}>
      <th scope="row">{name}</th>
      <td class="figure">{format.number(curve.people)}</td>
      <td class="figure">{curve.median === null ? '–' : words.day(curve.median)}</td>
      <td class="figure">
        {curve.state !== 'ok'
          ? words.none
          : curve.bestWindow
            ? words.days(curve.bestWindow.fromDay, curve.bestWindow.toDay)
            : '–'}
      </td>
    </tr>
  );
  return (
    <Card title={words.curves}>
      <p class="lead">{words.curvesLead}</p>
      <ShareByDay curve={answer.everybody} about={answer.definition[language]} />
      {best ? <p>{words.bestSays(best.fromDay, best.toDay, format.percent(best.share))}</p> : null}
      <WideTable label={words.curves}>
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{words.product}</th>
              <th scope="col" class="figure">
                {words.size}
              </th>
              <th scope="col" class="figure">
                {words.median}
              </th>
              <th scope="col" class="figure">
                {words.best}
              </th>
            </tr>
          </thead>
          <tbody>
            {row(words.everybody, answer.everybody, '')}
            {answer.products.map((product) => row(product.name ?? product.productId, product, product.productId))}
          </tbody>
        </table>
      </WideTable>
    </Card>
  );
};
