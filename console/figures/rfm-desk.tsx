// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { useState } from 'preact/hooks';
import { byGroup } from '../format/rfm-groups.ts';
import { SETTINGS_WORDS } from '../pages/settings-words.ts';
import { Card } from '../parts/page.tsx';
import { type GridCell, RfmGrid } from '../parts/rfm-grid.tsx';
import { useNames } from '../parts/segment-name.ts';
import { useFormat } from '../parts/shop.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import { type RfmReport, rfmReportSchema } from './answers.ts';
import { RfmCell } from './rfm-cell.tsx';
import { FIGURE_WORDS } from './words.ts';

const MOVES_SHOWN = 12;

const useFigureWords = () => FIGURE_WORDS[useLanguage().language];

/** How the grid came about, in the reader's language where the answer carries the rule, else in the API's words. */
const Definition = ({ report }: { readonly report: RfmReport }) => {
  const words = useFigureWords();
  const { scorings } = SETTINGS_WORDS[useLanguage().language];
  const { scoring, frequency, definition } = report;
  const text = scoring ? words.definitionText(frequency === 'days', wordOf(scorings, scoring)) : definition;
  if (!text) return null;
  return (
    <details class="definition">
      <summary>{words.definition}</summary>
      <p>{text}</p>
    </details>
  );
};

const Grid = ({ report }: { readonly report: RfmReport }) => {
  const words = useFigureWords();
  const format = useFormat();
  const [picked, setPicked] = useState<GridCell>();
  const most = Math.max(1, ...report.cells.map((cell) => cell.count));
  const figures = ({ r, f }: { readonly r: number; readonly f: number }) => {
    const cell = report.cells.find((one) => one.r === r && one.f === f);
    const count = cell?.count ?? 0;
    const moved = typeof cell?.before === 'number' ? count - cell.before : 0;
    return {
      main: format.number(count),
      sub: cell && count > 0 ? format.monies(cell.revenue) : '',
      moved: moved === 0 ? '' : `${moved > 0 ? '+' : '−'}${format.number(Math.abs(moved))}`,
      share: count / most,
    };
  };
  const total = words.total(report.population, format.date(report.asOf ?? ''));
  return (
    <Card title={words.rfm} aside={<small class="quiet-line">{total}</small>}>
      <p class="lead">{words.lead}</p>
      <div class="rfm-frame">
        <RfmGrid label={words.rfm} figures={figures} pick={setPicked} />
      </div>
      {picked ? <RfmCell key={`${picked.r} ${picked.f}`} cell={picked} close={() => setPicked(undefined)} /> : null}
      {typeof report.prospects === 'number' ? <p class="quiet-line">{words.prospects(report.prospects)}</p> : null}
      <Definition report={report} />
    </Card>
  );
};

const Groups = ({ report }: { readonly report: RfmReport }) => {
  const words = useFigureWords();
  const names = useNames();
  const format = useFormat();
  return (
    <Card title={words.byGroup}>
      <table class="list">
        <thead>
          <tr>
            <th scope="col">{words.group}</th>
            <th scope="col" class="figure">
              {words.people}
            </th>
            <th scope="col" class="figure">
              {words.share}
            </th>
            <th scope="col" class="figure">
              {words.revenue}
            </th>
          </tr>
        </thead>
        <tbody>
          {byGroup(report.cells).map((group) => (
            <tr key={group.segment}>
              <th scope="row">{names.rfm(group.segment)}</th>
              <td class="figure">{format.number(group.count)}</td>
              <td class="figure">{report.population > 0 ? format.percent(group.count / report.population) : ''}</td>
              <td class="figure">{format.monies(group.revenue)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
};

const Moves = ({ moves }: { readonly moves: NonNullable<RfmReport['moves']> }) => {
  const words = useFigureWords();
  const names = useNames();
  const format = useFormat();
  return (
    <Card title={words.moves}>
      {moves.length === 0 ? <p class="quiet-line">{words.movesNone}</p> : null}
      {moves.length > 0 ? (
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{words.from}</th>
              <th scope="col">{words.to}</th>
              <th scope="col" class="figure">
                {words.people}
              </th>
            </tr>
          </thead>
          <tbody>
            {moves.slice(0, MOVES_SHOWN).map(({ from, to, customers }) => (
              <tr key={`${from} ${to}`}>
                <th scope="row">{names.rfm(from)}</th>
                <td>{names.rfm(to)}</td>
                <td class="figure">{format.number(customers)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </Card>
  );
};

/** The RFM grid, its groups, and who moved between them. */
export const RfmDesk = () => {
  const words = useFigureWords();
  const api = useApi();
  const [loaded, reload] = useLoad('rfm', (signal) => api.get('/v1/reports/rfm', rfmReportSchema, signal));
  const empty = (
    <Empty icon="results" title={words.empty}>
      {words.emptyDo}
    </Empty>
  );
  // Before the first run there is nothing to report, which the API says as 404.
  if (loaded.state === 'failed' && loaded.error.status === 404) return empty;
  return (
    <Show loaded={loaded} retry={reload} rows={8}>
      {({ value }) =>
        value.population === 0 ? (
          empty
        ) : (
          <div class="stack">
            <Grid report={value} />
            <Groups report={value} />
            {value.moves ? <Moves moves={value.moves} /> : null}
          </div>
        )
      }
    </Show>
  );
};
