import * as z from 'zod';
import type { StartedJourney } from '../insights/read-impact.ts';
import { inParallel } from '../platform/worker.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import { JOURNEY } from './journey.ts';
import type { JourneyStore } from './journey-store.ts';

const SIDE_BY_SIDE = 8;

/** Journeys that were started once, those that are over included: what they did stays on the receipt. */
export const createStartedJourneys =
  (definitions: Pick<DefinitionStore, 'listAll'>, journeys: Pick<JourneyStore, 'state'>) =>
  async (): Promise<StartedJourney[]> => {
    const started: StartedJourney[] = [];
    await inParallel(await definitions.listAll(JOURNEY), SIDE_BY_SIDE, async ({ id, body }) => {
      const state = await journeys.state(id);
      // One that cannot be read must not hide all the others.
      const name = z.object({ name: z.string() }).safeParse(body).data?.name ?? id;
      if (state) started.push({ id, name, startedAt: state.startedAt });
    });
    return started;
  };
