import * as z from 'zod';
import { CHANNELS } from '../templates/template.ts';

/** People in one chunk: one queue message, one lease, seconds of work. */
export const CHUNK_SIZE = 500;

export interface ChunkKey {
  readonly campaignId: string;
  readonly bucket: string;
  readonly chunk: number;
}

/** Body of a message on a channel queue: a key and nothing else (rule 7). */
export const chunkKeySchema = z.object({ campaignId: z.string(), bucket: z.string(), chunk: z.number().int() });

/** Up to 500 people of a campaign's frozen audience, as work. Their ids stand in an item beside it and never change. */
export const chunkSchema = z.object({
  campaignId: z.string(),
  bucket: z.string(),
  chunk: z.number().int(),
  /** `done` when each of its ids is terminal. */
  status: z.enum(['open', 'done']),
  /** People outside the control group and the holdout. */
  audience: z.number().int(),
  control: z.number().int(),
  /** People who get no ads of any campaign; absent on chunks older than the holdout. */
  holdout: z.number().int().default(0),
  /** People outside the control group in the bucket's chunks before it. */
  before: z.number().int().optional(),
  /** A staged campaign's first people in it are through. */
  firstDone: z.boolean().optional(),
  /** Nothing of it is to be sent before this time, ISO 8601 UTC. */
  dueAt: z.string(),
  /** Times it was leased; 1 means that no earlier worker can have left anything behind. */
  leases: z.number().int(),
  /** Leases in which something went wrong for one of its people. */
  failures: z.number().int().optional(),
  leaseId: z.string().optional(),
  leaseUntil: z.string().optional(),
  /** Whose turn it is where channels compete; the campaign's own if absent. */
  channel: z.enum(CHANNELS).optional(),
  /** A way of one of its people failed since it was leased last. */
  hastened: z.literal(true).optional(),
  /** Last time its key was put on the queue. */
  queuedAt: z.string().optional(),
  /** Positions whose outcome is unknown, to be closed at `horizonAt` if no receipt has come. */
  unknown: z.array(z.number().int()).optional(),
  horizonAt: z.string().optional(),
});
export type Chunk = z.infer<typeof chunkSchema>;

/** One sixteenth of the audience while it is written. */
export const bucketSchema = z.object({
  campaignId: z.string(),
  bucket: z.string(),
  status: z.enum(['open', 'done']),
  /** Last person considered, in the order of the source; the next chunk starts after it. */
  through: z.string().optional(),
  chunks: z.number().int(),
  closedChunks: z.number().int(),
  audience: z.number().int(),
  control: z.number().int(),
  holdout: z.number().int().default(0),
  /** When the tick may queue it again. */
  dueAt: z.string(),
});
export type Bucket = z.infer<typeof bucketSchema>;

/** Body of a message on the launch queue: one bucket of the audience, or what is open of a whole campaign. */
export const launchKeySchema = z.object({ campaignId: z.string(), bucket: z.string().optional() });
export type LaunchKey = z.infer<typeof launchKeySchema>;
