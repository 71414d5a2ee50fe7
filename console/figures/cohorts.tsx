import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { WideTable } from '../parts/wide-table.tsx';
import { useLanguage } from '../words/language.tsx';
import type { Retention } from './answers.ts';
import { FIGURE_WORDS } from './words.ts';

const ROWS = 13;
const COLUMNS = 13;
/** A share at which a cell is as dark as it gets; the first column is always everybody. */
const DARKEST = 0.5;

const heat = (share: number): string => `shade-${Math.min(10, Math.ceil((share / DARKEST) * 10))}`;

/** The newest cohorts as a table whose cells are the darker the more people came back. */
export const Cohorts = ({ retention }: { readonly retention: Retention }) => {
  const { language } = useLanguage();
  const words = FIGURE_WORDS[language];
  const format = useFormat();
  const rows = retention.cohorts.slice(-ROWS);
  const width = Math.min(COLUMNS, Math.max(0, ...rows.map(({ cells }) => cells.length)));
  const offsets = Array.from({ length: width }, (_, offset) => offset);
  return (
    <Card title={words.retention}>
      <p class="lead">{words.retentionLead}</p>
      {rows.length === 0 ? <p class="quiet-line">{words.noCohorts}</p> : null}
      {rows.length > 0 ? (
        <WideTable label={words.retention}>
          <table class="cohorts">
            <thead>
              <tr>
                <th scope="col">{words.cohort}</th>
                <th scope="col">{words.size}</th>
                {offsets.slice(1).map((offset) => (
                  <th key={offset} scope="col">
                    +{offset}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ cohort, size, cells, shares }) => (
                <tr key={cohort}>
                  <th scope="row">{cohort}</th>
                  <td>{format.number(size)}</td>
                  {offsets.slice(1).map((offset) => {
                    const share = shares[offset];
                    if (share === undefined) return <td key={offset} />;
                    const open = retention.incompleteMonth && offset === cells.length - 1;
                    return (
                      <td
                        key={offset}
                        class={`${heat(share)} ${open ? 'open' : ''}`}
                        title={format.number(cells[offset] ?? 0)}
                      >
                        {format.percent(share, 0)}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row" colSpan={2}>
                  {words.average}
                </th>
                {offsets.slice(1).map((offset) => {
                  const average = retention.average[offset];
                  return <td key={offset}>{average ? format.percent(average.share) : ''}</td>;
                })}
              </tr>
            </tfoot>
          </table>
        </WideTable>
      ) : null}
      {retention.incompleteMonth ? <p class="quiet-line">{words.open(retention.incompleteMonth)}</p> : null}
      <details class="definition">
        <summary>{words.definition}</summary>
        <p>{retention.definition[language]}</p>
      </details>
    </Card>
  );
};
