import { createEventStore } from '../events/event-store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { createProductBlocks, type ReadProductBlocks } from './product-blocks.ts';
import { createProductStore } from './product-store.ts';

/** What templates show of the catalogue, on the tables of the house. */
export const createHouseBlocks = (
  dynamo: Dynamo,
  tables: { readonly events: string; readonly insights: string },
  clock: Clock,
): ReadProductBlocks =>
  createProductBlocks({
    ...{ clock, products: createProductStore(dynamo, tables.insights) },
    events: createEventStore(dynamo, tables.events),
  });
