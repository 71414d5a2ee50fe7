import { createEventStore } from '../../shared/events/event-store.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);

export const handler = createHandler({
  clock: systemClock,
  events: createEventStore(createDynamo(), environment.EVENTS_TABLE),
});
