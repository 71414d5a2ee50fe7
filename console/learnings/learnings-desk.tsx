// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { useState } from 'preact/hooks';
import * as z from 'zod';
import { TextField } from '../parts/field.tsx';
import { Card } from '../parts/page.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { useLoad } from '../platform/load.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { LEARNING_WORDS } from './words.ts';

const learningsSchema = z.object({
  data: z.array(
    z.object({
      campaignId: z.string(),
      kind: z.enum(['campaign', 'experiment']),
      name: z.string(),
      hypothesis: z.string().nullable(),
      verdict: z.object({ says: z.object({ ko: z.string(), en: z.string() }) }).nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
});
type Learning = z.infer<typeof learningsSchema>['data'][number];

/** A shop has dozens of campaigns; behind so many pages nobody reads on. */
const MOST_PAGES = 10;

const One = ({ learning }: { readonly learning: Learning }) => {
  const { language } = useLanguage();
  const words = LEARNING_WORDS[language];
  const { campaignId, kind, name, hypothesis, verdict } = learning;
  return (
    <li>
      <h3>
        {kind === 'campaign' ? <Link to={{ page: 'campaign', id: campaignId }}>{name}</Link> : name}
        {kind === 'experiment' ? <small class="below">{words.elsewhere}</small> : null}
      </h3>
      <p class="quiet-line">{hypothesis ?? words.noHypothesis}</p>
      <p>{verdict?.says[language] ?? words.noVerdict}</p>
    </li>
  );
};

/** What each campaign was to show and what came out, searchable. */
export const LearningsDesk = () => {
  const api = useApi();
  const words = LEARNING_WORDS[useLanguage().language];
  const [query, setQuery] = useState('');
  const [loaded, reload] = useLoad(`learnings ${query}`, async (signal) => {
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
  return (
    <Card title={words.title}>
      <TextField name={words.search} value={query} change={setQuery} />
      <Show loaded={loaded} retry={reload} rows={3}>
        {(found) =>
          found.length === 0 ? (
            <Empty icon="results" title={words.none}>
              {words.noneDo}
            </Empty>
          ) : (
            <ul class="stack">
              {found.map((learning) => (
                <One key={learning.campaignId} learning={learning} />
              ))}
            </ul>
          )
        }
      </Show>
    </Card>
  );
};
