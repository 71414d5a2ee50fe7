import { useState } from 'preact/hooks';
import type { SegmentAnswer } from '../answers/segments.ts';
import { segmentSchema } from '../answers/segments.ts';
import { ListTools } from '../parts/list-tools.tsx';
import { Card } from '../parts/page.tsx';
import { useNames } from '../parts/segment-name.ts';
import { Empty, Show } from '../parts/states.tsx';
import { type Api, listOf, withQuery } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { SEGMENT_WORDS } from './words.ts';

const segmentsSchema = listOf(segmentSchema);
const MOST_PAGES = 10;

const readAll = async (api: Api, signal: AbortSignal): Promise<SegmentAnswer[]> => {
  const all: SegmentAnswer[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { value } = await api.get(withQuery('/v1/segments', { limit: 200, cursor }), segmentsSchema, signal);
    all.push(...value.data);
    cursor = value.nextCursor ?? undefined;
    if (cursor === undefined) break;
  }
  return all;
};

const Rows = ({ segments }: { readonly segments: readonly SegmentAnswer[] }) => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const names = useNames();
  return (
    <ul class="segments">
      {segments.map((one) => (
        <li key={one.id}>
          <Link to={{ page: 'segment', id: one.id }} class="segment-row">
            <b>{names.segment(one.id, one.name)}</b>
            <span class="figure">{typeof one.count === 'number' ? words.people(one.count) : words.notCounted}</span>
            <small>{one.sentence[language]}</small>
          </Link>
        </li>
      ))}
    </ul>
  );
};

export const SegmentList = () => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const api = useApi();
  const names = useNames();
  const [search, setSearch] = useState('');
  const [loaded, reload] = useLoad('segment-list', (signal) => readAll(api, signal));
  const wanted = search.trim().toLowerCase();
  const fits = (one: SegmentAnswer): boolean =>
    [one.id, names.segment(one.id, one.name), one.sentence[language], one.description ?? ''].some((text) =>
      text.toLowerCase().includes(wanted),
    );
  return (
    <>
      <p class="lead">{words.lead}</p>
      <ListTools
        label={words.search}
        search={search}
        change={setSearch}
        create={{ page: 'newSegment' }}
        createLabel={words.create}
      />
      <Show loaded={loaded} retry={reload} rows={8}>
        {(all) => {
          const found = all.filter(fits);
          const own = found.filter(({ builtIn }) => !builtIn);
          const ready = found.filter(({ builtIn }) => builtIn);
          if (found.length === 0) return <Empty title={words.none(search)} />;
          return (
            <div class="stack">
              <Card title={words.own}>
                {own.length === 0 ? <p class="quiet-line">{wanted === '' ? words.noOwn : words.none(search)}</p> : null}
                <Rows segments={own} />
              </Card>
              {ready.length > 0 ? (
                <Card title={words.builtIn}>
                  <Rows segments={ready} />
                </Card>
              ) : null}
            </div>
          );
        }}
      </Show>
    </>
  );
};
