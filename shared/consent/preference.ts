import * as z from 'zod';

/** Trait by which a person says how they would rather be written to: one of the channels. */
export const PREFERRED_CHANNEL = 'preferredChannel';

/** A person's own wish about how much of what was agreed should come. It allows nothing that consent does not. */
export const preferenceSchema = z.object({
  customerId: z.string(),
  id: z.string(),
  receivedAt: z.string(),
  /** No ads until then, ISO 8601 UTC; null ends a pause. Absent: says nothing of it. */
  pausedUntil: z.string().nullable().optional(),
  /** At most so many ads on all channels together within so many days; null: no limit of the person's own. */
  most: z
    .object({ messages: z.number().int().min(1), days: z.number().int().min(1).max(366) })
    .nullable()
    .optional(),
  /** No opens, clicks or links of the person's are followed; false takes it back. */
  untracked: z.boolean().optional(),
  source: z.string(),
  ip: z.string().optional(),
  by: z.string().optional(),
});
export type Preference = z.infer<typeof preferenceSchema>;

export interface Wishes {
  readonly pausedUntil?: string;
  readonly most?: NonNullable<Preference['most']>;
  readonly untracked?: true;
}

const newestFirst = (left: Preference, right: Preference): number => {
  if (left.receivedAt !== right.receivedAt) return left.receivedAt < right.receivedAt ? 1 : -1;
  return left.id < right.id ? 1 : -1;
};

/** What stands of everything a person ever wished, in any order: the last word on each matter. */
export const wishesOf = (preferences: readonly Preference[]): Wishes => {
  const ordered = [...preferences].sort(newestFirst);
  const pausedUntil = ordered.find((one) => one.pausedUntil !== undefined)?.pausedUntil;
  const most = ordered.find((one) => one.most !== undefined)?.most;
  const untracked = ordered.find((one) => one.untracked !== undefined)?.untracked;
  return {
    ...(pausedUntil ? { pausedUntil } : {}),
    ...(most ? { most } : {}),
    ...(untracked ? { untracked } : {}),
  };
};
