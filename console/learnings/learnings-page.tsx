// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { useEffect, useState } from 'preact/hooks';
import * as z from 'zod';
import { EXPERIMENT_WORDS, toneOf } from '../experiments/words.ts';
import { TextField } from '../parts/field.tsx';
import { Page } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { Status } from '../parts/status.tsx';
import { useLoad } from '../platform/load.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import { LEARNING_WORDS } from './words.ts';

const learningsSchema = z.object({
  data: z.array(
    z.object({
      campaignId: z.string(),
      kind: z.enum(['campaign', 'experiment']),
      name: z.string(),
      hypothesis: z.string().nullable(),
      launchedAt: z.string().nullish(),
      verdict: z.object({ kind: z.string(), says: z.object({ ko: z.string(), en: z.string() }) }).nullable(),
      arms: z
        .array(z.object({ arm: z.string(), name: z.string(), people: z.number(), conversion: z.number().nullable() }))
        .default([]),
    }),
  ),
  nextCursor: z.string().nullable(),
});
type Learning = z.infer<typeof learningsSchema>['data'][number];

/** A shop has dozens of campaigns; behind so many pages nobody reads on. */
const MOST_PAGES = 10;

/** After the last key, so that typing asks once. */
const PAUSE_MS = 400;

const One = ({ learning }: { readonly learning: Learning }) => {
  const { language } = useLanguage();
  const words = LEARNING_WORDS[language];
  const format = useFormat();
  const { campaignId, kind, name, hypothesis, verdict, launchedAt, arms } = learning;
  return (
    <li class="learning">
      <p class="learning-hypothesis">{hypothesis ?? words.noHypothesis}</p>
      <p>
        {verdict ? (
          <Status code={toneOf(verdict.kind)} word={wordOf(EXPERIMENT_WORDS[language].kinds, verdict.kind)} />
        ) : null}{' '}
        {verdict?.says[language] ?? words.noVerdict}
      </p>
      {arms.length > 1 ? (
        <ul class="chips">
          {arms.map((arm) => (
            <li key={arm.arm} class="chip">
              {arm.name} <small>{arm.conversion === null ? '–' : format.percent(arm.conversion)}</small>
            </li>
          ))}
        </ul>
      ) : null}
      <p class="quiet-line">
        {kind === 'campaign' ? <Link to={{ page: 'campaign', id: campaignId }}>{name}</Link> : name}
        {kind === 'experiment' ? ` · ${words.elsewhere}` : ''}
        {launchedAt ? ` · ${format.date(launchedAt)}` : ''}
      </p>
    </li>
  );
};

const useLearnings = (query: string) => {
  const api = useApi();
  return useLoad(`learnings ${query}`, async (signal) => {
    const found: Learning[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < MOST_PAGES; page++) {
      const asked = new URLSearchParams({ query, ...(cursor === null ? {} : { cursor }) });
      const { value }: { readonly value: z.infer<typeof learningsSchema> } = await api.get(
        `/v1/learnings?${asked}`,
        learningsSchema,
        signal,
      );
      found.push(...value.data);
      cursor = value.nextCursor;
      if (cursor === null) break;
    }
    return found;
  });
};

/** What each campaign was to show and what came out, searchable. */
export const LearningsPage = () => {
  const { language } = useLanguage();
  const words = LEARNING_WORDS[language];
  const [typed, setTyped] = useState('');
  const [query, setQuery] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setQuery(typed.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const [loaded, reload] = useLearnings(query);
  return (
    <Page title={words.title}>
      <p class="lead">{words.lead}</p>
      <div class="learning-search">
        <TextField name={words.search} value={typed} change={setTyped} />
      </div>
      <Show loaded={loaded} retry={reload} rows={6}>
        {(found) =>
          found.length === 0 ? (
            <Empty icon="results" title={query === '' ? words.none : words.noneFound}>
              {query === '' ? words.noneDo : null}
            </Empty>
          ) : (
            <ul class="rows framed">
              {found.map((learning) => (
                <One key={learning.campaignId} learning={learning} />
              ))}
            </ul>
          )
        }
      </Show>
    </Page>
  );
};
