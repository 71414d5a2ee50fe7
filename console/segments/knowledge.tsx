import { createContext } from 'preact';
import { useContext, useMemo } from 'preact/hooks';
import * as z from 'zod';
import { builtInSegment } from '../../shared/segments/built-in.ts';
import { FIGURES } from '../../shared/segments/leaf.ts';
import { FIGURE_NAMES } from '../../shared/segments/names.ts';
import type { Names } from '../../shared/segments/topic.ts';
import { propertiesSchema } from '../answers/quality.ts';
import { useShop } from '../parts/shop.tsx';
import { listOf, segment } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';

type Choices = readonly (readonly [string, string])[];

/** What can be asked for, from what has come in and what the shop has made; lists that cannot be read are empty. */
export interface Knowledge {
  readonly events: readonly string[];
  readonly traits: readonly string[];
  readonly figures: Choices;
  readonly segments: Choices;
  readonly campaigns: Choices;
  readonly names: Names;
}

const namedSchema = listOf(z.object({ id: z.string(), name: z.string().nullish() }));
const eventsSchema = listOf(z.object({ event: z.string() }));
const computedSchema = listOf(z.object({ name: z.string(), title: z.string().nullish() }));

const NOTHING: Knowledge = {
  ...{ events: [], traits: [], figures: [], segments: [], campaigns: [] },
  names: { segment: () => undefined, campaign: () => undefined, computed: () => undefined, currency: 'KRW' },
};

const KnowledgeContext = createContext<Knowledge>(NOTHING);
export const useKnowledge = (): Knowledge => useContext(KnowledgeContext);
export const KnowledgeProvider = KnowledgeContext.Provider;

/** Reads what there is to ask for. Suggestions help and are not needed: a part that fails is left out. */
export const useLoadedKnowledge = (): Knowledge => {
  const api = useApi();
  const { language } = useLanguage();
  const { settings } = useShop();
  const [loaded] = useLoad('segment-knowledge', async (signal) => {
    const read = async <Schema extends z.ZodType<{ data: unknown[] }>>(
      path: string,
      schema: Schema,
    ): Promise<z.infer<Schema>['data']> => {
      try {
        return (await api.get(path, schema, signal)).value.data;
      } catch {
        return [];
      }
    };
    const [events, traits, computed, segments, campaigns] = await Promise.all([
      read('/v1/catalogue?limit=200', eventsSchema),
      read(`/v1/catalogue/${segment('$identify')}`, propertiesSchema),
      read('/v1/computed', computedSchema),
      read('/v1/segments?limit=200', namedSchema),
      read('/v1/campaigns?limit=200', namedSchema),
    ]);
    return { events, traits, computed, segments, campaigns };
  });
  return useMemo(() => {
    if (loaded.state !== 'ready') return NOTHING;
    const { events, traits, computed, segments, campaigns } = loaded.value;
    const titles = new Map(computed.map(({ name, title }) => [name, title ?? name]));
    const segmentNames = new Map(
      segments.map(({ id, name }) => [id, builtInSegment(id)?.name[language] ?? name ?? id]),
    );
    const campaignNames = new Map(campaigns.map(({ id, name }) => [id, name ?? id]));
    return {
      events: events.map(({ event }) => event).filter((name) => !name.startsWith('$')),
      traits: traits.map(({ property }) => property.replace(/^traits\./, '')),
      figures: [...FIGURES.map((name) => [name, FIGURE_NAMES[name][language]] as const), ...titles],
      segments: [...segmentNames],
      campaigns: [...campaignNames],
      names: {
        segment: (id) => builtInSegment(id)?.name[language] ?? segmentNames.get(id),
        campaign: (id) => campaignNames.get(id),
        computed: (name) => titles.get(name),
        currency: settings?.currency ?? 'KRW',
      },
    };
  }, [loaded, language, settings]);
};

/** Properties that came with an event; none until they are read, or if nothing is known of it. */
export const useProperties = (event: string): readonly string[] => {
  const api = useApi();
  const { events } = useKnowledge();
  const known = events.includes(event);
  const [loaded] = useLoad(known ? `properties ${event}` : 'properties', async (signal) => {
    if (!known) return [];
    const { value } = await api.get(`/v1/catalogue/${segment(event)}`, propertiesSchema, signal);
    return value.data.map(({ property }) => property);
  });
  return loaded.state === 'ready' ? loaded.value : [];
};
