import * as z from 'zod';
import { noticeEndSchema, noticeSchema, saidSchema } from './notice.ts';
import type { Notices } from './notice-store.ts';

/** A notice as evidence: what was told, when, and what became of the message. */
export const noticeViewSchema = z.object({
  kind: noticeSchema.shape.kind,
  at: z.string(),
  said: z.array(saidSchema),
  by: z.string().nullable(),
  /** Why no message carries it. */
  unsent: z.string().nullable(),
  /** Each with its time, the last one last; none while it is on its way. */
  ends: z.array(noticeEndSchema.pick({ status: true, at: true }).extend({ reason: z.string().nullable() })),
});
export type NoticeView = z.infer<typeof noticeViewSchema>;

/** Oldest first. */
export const noticeViews = ({ notices, ends }: Notices): NoticeView[] =>
  notices
    .toSorted((left, right) => (left.at < right.at ? -1 : 1))
    .map(({ customerId, number, kind, at, said, by, unsent }) => ({
      ...{ kind, at, said },
      by: by ?? null,
      unsent: unsent ?? null,
      ends: ends
        .filter((end) => end.customerId === customerId && end.of === number)
        .toSorted((left, right) => (left.at < right.at ? -1 : 1))
        .map((end) => ({ status: end.status, at: end.at, reason: end.reason ?? null })),
    }));
