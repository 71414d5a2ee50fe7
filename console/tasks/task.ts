import * as z from 'zod';
import type { Format } from '../format/format.ts';
import { withQuery } from '../platform/api.ts';
import type { TaskWords } from './words.ts';

export const taskSchema = z.object({
  id: z.string(),
  title: z.string(),
  note: z.string().nullable(),
  assignee: z.string().nullable(),
  dueAt: z.string(),
  customerId: z.string(),
  source: z.object({ kind: z.enum(['api', 'message', 'journey']), id: z.string().optional() }),
  state: z.enum(['open', 'done', 'cancelled']),
  version: z.number(),
  endedAt: z.string().nullable(),
  endedBy: z.string().nullable(),
  firstResponseSeconds: z.number().nullable(),
  overdue: z.boolean(),
});
export type Task = z.infer<typeof taskSchema>;

export const STATES = ['open', 'done', 'cancelled'] as const;
export const DUES = ['any', 'late', 'day', 'week'] as const;

/** What the list is narrowed to. */
export interface TaskFilter {
  readonly state: Task['state'];
  readonly assignee: string;
  readonly due: (typeof DUES)[number];
}

const DAY = 86_400_000;
const AHEAD = { late: 0, day: DAY, week: 7 * DAY } as const;
const PAGE = 50;

/** Address of one page of the list; `now` in epoch milliseconds. */
export const listPath = ({ state, assignee, due }: TaskFilter, now: number, cursor: string | undefined): string =>
  withQuery('/v1/tasks', {
    state,
    assignee: assignee.trim(),
    limit: PAGE,
    cursor,
    ...(due === 'any' ? {} : { dueBefore: new Date(now + AHEAD[due]).toISOString() }),
  });

/** Seconds in the largest unit that leaves no nought. */
export const spanText = (seconds: number, words: TaskWords, format: Format): string => {
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return words.minutes(format.number(minutes));
  if (minutes < 60 * 48) return words.hours(format.number(Math.round(minutes / 60)));
  return words.days(format.number(Math.round(minutes / 1_440)));
};
