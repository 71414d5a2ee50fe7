import { createContext } from 'preact';
import { useContext, useMemo } from 'preact/hooks';
import * as z from 'zod';
import type { JourneyNames } from '../../shared/journeys/describe.ts';
import { listOf } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { type Knowledge, useLoadedKnowledge } from '../segments/knowledge.tsx';

const namedSchema = listOf(z.object({ id: z.string(), name: z.string().nullish() }));

interface Surroundings {
  readonly knowledge: Knowledge;
  readonly names: JourneyNames;
  /** Id and name. */
  readonly templates: readonly (readonly [string, string])[];
  readonly pools: readonly (readonly [string, string])[];
}

/** What a step can name, and what it is called. Lists that cannot be read are empty: ids can be typed all the same. */
export const useSurroundings = (): Surroundings => {
  const api = useApi();
  const knowledge = useLoadedKnowledge();
  const [loaded] = useLoad('journey-surroundings', async (signal) => {
    const read = async (path: string) => {
      try {
        return (await api.get(path, namedSchema, signal)).value.data.map(({ id, name }) => [id, name ?? id] as const);
      } catch {
        return [];
      }
    };
    const [templates, pools] = await Promise.all([read('/v1/templates?limit=200'), read('/v1/coupons?limit=200')]);
    return { templates, pools };
  });
  return useMemo(() => {
    const { templates, pools } = loaded.state === 'ready' ? loaded.value : { templates: [], pools: [] };
    const titles = new Map(templates);
    return { knowledge, templates, pools, names: { ...knowledge.names, template: (id) => titles.get(id) } };
  }, [knowledge, loaded]);
};

const SurroundingsContext = createContext<Surroundings | undefined>(undefined);
export const SurroundingsProvider = SurroundingsContext.Provider;

/** Throws outside of a provider. */
export const useGiven = (): Surroundings => {
  const given = useContext(SurroundingsContext);
  if (given) return given;
  throw new Error('The parts of a journey stand inside its desk.');
};
