import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { WideTable } from '../parts/wide-table.tsx';
import { useLanguage } from '../words/language.tsx';
import type { Curve, NextOrders } from './answers.ts';
import { FIGURE_WORDS } from './words.ts';

const WIDTH = 640;
const HEIGHT = 180;
const FOOT = 18;

/** Share who ordered again by day, with the best week marked. */
const Chart = ({ curve }: { readonly curve: Curve }) => {
  const { language } = useLanguage();
  const words = FIGURE_WORDS[language];
  const format = useFormat();
  const last = curve.points.at(-1);
  if (!last) return <p class="quiet-line">{words.none}</p>;
  const top = Math.max(0.05, Math.ceil(last.share * 20) / 20);
  const x = (day: number): number => (day / Math.max(1, last.day)) * WIDTH;
  const y = (share: number): number => (1 - share / top) * (HEIGHT - FOOT);
  const path = curve.points.map(
    ({ day, share }, index) => `${index === 0 ? 'M' : 'L'}${x(day).toFixed(1)} ${y(share).toFixed(1)}`,
  );
  const best = curve.bestWindow;
  return (
    <figure class="curve">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        {best ? (
          <rect
            class="curve-best"
            x={x(best.fromDay)}
            y={0}
            width={Math.max(3, x(best.toDay + 1) - x(best.fromDay))}
            height={HEIGHT - FOOT}
          />
        ) : null}
        <path class="axis" d={`M0 ${HEIGHT - FOOT}H${WIDTH}`} />
        <path class="curve-line" d={path.join('')} />
        <text class="curve-text" x={2} y={11}>
          {format.percent(top, 0)}
        </text>
        <text class="curve-text" x={2} y={HEIGHT - 4}>
          0
        </text>
        <text class="curve-text end" x={WIDTH - 2} y={HEIGHT - 4}>
          {format.number(last.day)}
        </text>
      </svg>
      <figcaption>{words.axis}</figcaption>
    </figure>
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
      <Chart curve={answer.everybody} />
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
      <details class="definition">
        <summary>{words.definition}</summary>
        <p>{answer.definition[language]}</p>
      </details>
    </Card>
  );
};
