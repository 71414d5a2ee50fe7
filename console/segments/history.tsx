import { useState } from 'preact/hooks';
import { type HistoryRow, historySchema, membersSchema } from '../answers/segments.ts';
import { Card } from '../parts/page.tsx';
import { Pages } from '../parts/pages-of.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { segment, withQuery } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { SEGMENT_WORDS } from './words.ts';

const WIDTH = 420;
const HEIGHT = 110;
const MOST_RUNS = 30;

/** Size after each run as bars, oldest first; the same figures stand in a table. */
const Chart = ({ rows }: { readonly rows: readonly HistoryRow[] }) => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const format = useFormat();
  const shown = rows.slice(0, MOST_RUNS).toReversed();
  const [first, last] = [shown[0], shown.at(-1)];
  if (!first || !last) return <p class="quiet-line">{words.noHistory}</p>;
  const top = Math.max(1, ...shown.map(({ count }) => count));
  const step = WIDTH / Math.max(shown.length, 7);
  return (
    <figure class="bars">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" preserveAspectRatio="none">
        {shown.map((row, index) => {
          const height = Math.max(2, (row.count / top) * (HEIGHT - 6));
          return (
            <rect
              key={row.runId}
              class={row === last ? 'bar last' : 'bar'}
              x={index * step + 2}
              y={HEIGHT - height}
              width={step - 4}
              height={height}
              rx="2"
            >
              <title>{`${format.date(row.asOf)} · ${words.people(row.count)} · ${words.moved(row.entered, row.left)}`}</title>
            </rect>
          );
        })}
        <path class="axis" d={`M0 ${HEIGHT}H${WIDTH}`} />
      </svg>
      <figcaption>
        <span>{format.monthDay(first.asOf)}</span>
        <span>{format.monthDay(last.asOf)}</span>
      </figcaption>
      <table class="segment-history">
        <thead>
          <tr>
            <th scope="col">{words.historyDay}</th>
            <th scope="col" class="figure">
              {words.count}
            </th>
            <th scope="col" class="figure">
              {words.entered}
            </th>
            <th scope="col" class="figure">
              {words.left}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.toReversed().map((row) => (
            <tr key={row.runId}>
              <th scope="row">{format.date(row.asOf)}</th>
              <td class="figure">{format.number(row.count)}</td>
              <td class="figure">{format.number(row.entered)}</td>
              <td class="figure">{format.number(row.left)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
};

export const History = ({ id }: { readonly id: string }) => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const api = useApi();
  const [loaded, reload] = useLoad(`segment-history ${id}`, (signal) =>
    api.get(`/v1/segments/${segment(id)}/history`, historySchema, signal),
  );
  return (
    <Card title={words.history}>
      <Show loaded={loaded} retry={reload}>
        {({ value }) => <Chart rows={value.data} />}
      </Show>
    </Card>
  );
};

/** Who is in a segment, or was on a day. */
export const Members = ({ id }: { readonly id: string }) => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const format = useFormat();
  const api = useApi();
  const [at, setAt] = useState('');
  const [run, setRun] = useState<string | null>();
  const load = async (cursor: string | undefined) => {
    const path = withQuery(`/v1/segments/${segment(id)}/members`, { limit: 20, at, cursor });
    const { value } = await api.get(path, membersSchema);
    setRun(value.run?.asOf ?? null);
    return value;
  };
  return (
    <Card title={at === '' ? words.members : words.membersAt}>
      <p class="segment-at">
        <label>
          {words.at}{' '}
          <input class="chip-input" type="date" value={at} onInput={(event) => setAt(event.currentTarget.value)} />
        </label>
        {run ? <small>{words.asOf(format.date(run))}</small> : null}
      </p>
      <Pages
        name={`members ${id} ${at}`}
        load={load}
        empty={<Empty title={run === null ? words.noRun : words.noMembers} />}
      >
        {(rows) => (
          <ul class="plain">
            {rows.map(({ customerId, since }) => (
              <li key={customerId}>
                <Link to={{ page: 'customer', id: customerId }}>{customerId}</Link>{' '}
                <small>{words.since(format.date(since))}</small>
              </li>
            ))}
          </ul>
        )}
      </Pages>
    </Card>
  );
};
