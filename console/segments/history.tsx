import { useState } from 'preact/hooks';
import { type HistoryRow, historySchema, membersSchema } from '../answers/segments.ts';
import { Bars } from '../charts/bars.tsx';
import { Chart } from '../charts/chart.tsx';
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

const HEIGHT = 130;
const MOST_RUNS = 30;
/** A young segment's bars stay slim. */
const SLOTS = 7;

/** Size after each run as bars, oldest first. */
const Sizes = ({ rows }: { readonly rows: readonly HistoryRow[] }) => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const format = useFormat();
  const shown = rows.slice(0, MOST_RUNS).toReversed();
  const [first, last] = [shown[0], shown.at(-1)];
  if (!first || !last) return <p class="quiet-line">{words.noHistory}</p>;
  const column = (name: string, of: 'count' | 'entered' | 'left') => ({
    name,
    values: shown.map((row) => row[of]),
    show: format.number,
  });
  const figures = {
    head: words.historyDay,
    labels: shown.map(({ asOf }) => format.date(asOf)),
    columns: [column(words.count, 'count'), column(words.entered, 'entered'), column(words.left, 'left')],
  };
  const axis = [shown.length < SLOTS ? '' : format.monthDay(first.asOf), format.monthDay(last.asOf)];
  return (
    <Chart
      name={words.history}
      file="segment-history"
      figures={figures}
      height={HEIGHT}
      draw={(width) => <Bars figures={figures} width={width} height={HEIGHT} slots={SLOTS} axis={axis} />}
      latestFirst
    />
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
        {({ value }) => <Sizes rows={value.data} />}
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
