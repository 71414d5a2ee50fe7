import { type RfmReport, rfmReportSchema } from '../answers/reports.ts';
import { byGroup } from '../format/rfm-groups.ts';
import { Card, Page } from '../parts/page.tsx';
import { RfmGrid } from '../parts/rfm-grid.tsx';
import { useNames } from '../parts/segment-name.ts';
import { useFormat } from '../parts/shop.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useWords, wordOf } from '../words/language.tsx';

/** How the grid came about, in the reader's language where the answer carries the rule, else in the API's words. */
const Definition = ({ report }: { readonly report: RfmReport }) => {
  const words = useWords();
  const { scoring, frequency, definition } = report;
  const text = scoring
    ? words.results.definitionText(frequency === 'days', wordOf(words.settings.scorings, scoring))
    : definition;
  if (!text) return null;
  return (
    <details class="definition">
      <summary>{words.results.definition}</summary>
      <p>{text}</p>
    </details>
  );
};

const Grid = ({ report }: { readonly report: RfmReport }) => {
  const words = useWords();
  const format = useFormat();
  const most = Math.max(1, ...report.cells.map((cell) => cell.count));
  const figures = ({ r, f }: { readonly r: number; readonly f: number }) => {
    const cell = report.cells.find((one) => one.r === r && one.f === f);
    const count = cell?.count ?? 0;
    return {
      main: format.number(count),
      sub: cell && count > 0 ? format.monies(cell.revenue) : '',
      share: count / most,
    };
  };
  const total = words.results.total(report.population, format.date(report.asOf ?? ''));
  return (
    <Card title={words.results.rfm} aside={<small class="quiet-line">{total}</small>}>
      <p class="lead">{words.results.lead}</p>
      <div class="rfm-frame">
        <RfmGrid label={words.results.rfm} figures={figures} />
      </div>
      {typeof report.prospects === 'number' ? (
        <p class="quiet-line">{words.results.prospects(report.prospects)}</p>
      ) : null}
      <Definition report={report} />
    </Card>
  );
};

const Groups = ({ report }: { readonly report: RfmReport }) => {
  const words = useWords();
  const names = useNames();
  const format = useFormat();
  return (
    <Card title={words.results.byGroup}>
      <table class="list">
        <thead>
          <tr>
            <th scope="col">{words.results.segment}</th>
            <th scope="col" class="figure">
              {words.results.people}
            </th>
            <th scope="col" class="figure">
              {words.results.share}
            </th>
            <th scope="col" class="figure">
              {words.results.revenue}
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

export const ResultsPage = () => {
  const words = useWords();
  const api = useApi();
  const [loaded, reload] = useLoad('rfm', (signal) => api.get('/v1/reports/rfm', rfmReportSchema, signal));
  const empty = (
    <Empty icon="results" title={words.results.empty}>
      {words.results.emptyDo}
    </Empty>
  );
  // Before the first run there is nothing to report, which the API says as 404.
  if (loaded.state === 'failed' && loaded.error.status === 404) return <Page title={words.results.title}>{empty}</Page>;
  return (
    <Page title={words.results.title}>
      <Show loaded={loaded} retry={reload} rows={8}>
        {({ value }) =>
          value.population === 0 ? (
            empty
          ) : (
            <div class="stack">
              <Grid report={value} />
              <Groups report={value} />
            </div>
          )
        }
      </Show>
    </Page>
  );
};
