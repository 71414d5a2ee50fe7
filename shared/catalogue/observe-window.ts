import * as z from 'zod';
import type { StoredEvent } from '../events/event.ts';
import { DangolError } from '../platform/errors.ts';
import { mergeCatalogues, NO_CATALOGUE } from './catalogue.ts';
import { decodeCatalogue, encodeCatalogue } from './catalogue-codec.ts';
import type { CatalogueStore } from './catalogue-store.ts';
import { catalogueOf } from './observe.ts';

/** What a window of one shard has gathered and not yet written. */
const windowSchema = z.object({
  /** Padded; the last change that is in the store or in `gathered`. */
  sequence: z.string(),
  events: z.number().int(),
  /** Base64 of an encoded catalogue. */
  gathered: z.string(),
  streamTime: z.number(),
});
type Window = z.infer<typeof windowSchema>;

export type WindowState = Window | Record<string, never>;

export interface Observed {
  /** Padded. */
  readonly sequence: string;
  readonly event: StoredEvent;
  /** Epoch seconds by the stream's clock. */
  readonly streamTime: number;
}

/** Gathered events that are written without waiting for the window's end: two full batches of the stream. */
const WRITTEN_AT = 1_000;
const TRIES = 5;

const EMPTY = Buffer.from(encodeCatalogue(NO_CATALOGUE)).toString('base64');

const gatheredIn = (window: Window) => decodeCatalogue(Buffer.from(window.gathered, 'base64'));

/** Adds what was gathered to the shard's item, once: a window that was written before says so by its sequence. */
const write = async (store: CatalogueStore, shardId: string, window: Window): Promise<void> => {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const known = await store.find(shardId);
    if (known && known.sequence >= window.sequence) return;
    const catalogue = mergeCatalogues(known?.catalogue ?? NO_CATALOGUE, gatheredIn(window));
    if (await store.put(shardId, known?.sequence, { sequence: window.sequence, catalogue }, window.streamTime)) {
      if (!known) await store.foldClosed(window.streamTime);
      return;
    }
  }
  throw new DangolError('unavailable', `The catalogue of ${shardId} was written by others ${TRIES} times; try again.`);
};

/**
 * Takes in a batch of a window and answers its next state. The store is read when a window begins, so that records
 * delivered again after a write are known by their sequence, and written when it ends or has gathered enough.
 */
export const observeWindow = async (
  store: CatalogueStore,
  shardId: string,
  state: Readonly<Record<string, unknown>>,
  records: readonly Observed[],
  { zone, isLast }: { readonly zone: string; readonly isLast: boolean },
): Promise<WindowState> => {
  const held = windowSchema.safeParse(state).data;
  if (!held && records.length === 0) return {};
  const window = held ?? {
    ...{ events: 0, gathered: EMPTY, streamTime: 0 },
    sequence: (await store.find(shardId))?.sequence ?? '',
  };
  const fresh = records.filter(({ sequence }) => sequence > window.sequence);
  let { sequence: newest, streamTime } = window;
  for (const record of fresh) {
    if (record.sequence > newest) newest = record.sequence;
    streamTime = Math.max(streamTime, record.streamTime);
  }
  const events = window.events + fresh.length;
  const catalogue = mergeCatalogues(
    gatheredIn(window),
    catalogueOf(
      fresh.map(({ event }) => event),
      zone,
    ),
  );
  const gathered = {
    ...{ sequence: newest, streamTime, events },
    gathered: Buffer.from(encodeCatalogue(catalogue)).toString('base64'),
  };
  if (events === 0) return isLast ? {} : gathered;
  if (!isLast && events < WRITTEN_AT) return gathered;
  await write(store, shardId, gathered);
  return isLast ? {} : { ...gathered, events: 0, gathered: EMPTY };
};
