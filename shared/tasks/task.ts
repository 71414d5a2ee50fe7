import * as z from 'zod';
import { sha256Hex } from '../platform/hash.ts';
import { maskText } from '../platform/mask.ts';
import { MOST_NOTE, MOST_TITLE } from './limits.ts';

export const TASK_STATES = ['open', 'done', 'cancelled'] as const;
export type TaskState = (typeof TASK_STATES)[number];

const at = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());
const title = z.string().trim().min(1).max(MOST_TITLE);
const note = z.string().trim().max(MOST_NOTE);
/** Whoever does it, by the name the shop knows: a mail address of the console, a desk, a team. */
const assignee = z.string().trim().min(1).max(120);

/** Where a task comes from. */
const sourceSchema = z.strictObject({
  kind: z.enum(['api', 'message', 'journey']),
  /** Id of the campaign, single message or journey. */
  id: z.string().min(1).max(200).optional(),
});

/** Something that a person of the shop is to do about a customer. */
export const newTaskSchema = z.strictObject({
  title,
  note: note.optional(),
  assignee: assignee.optional(),
  dueAt: at,
  customerId: z.string().min(1).max(500),
  source: sourceSchema.default({ kind: 'api' }),
});
export type NewTask = z.infer<typeof newTaskSchema>;

export const taskChangeSchema = z
  .strictObject({
    title: title.optional(),
    note: note.optional(),
    assignee: assignee.nullable().optional(),
    dueAt: at.optional(),
    state: z.enum(TASK_STATES).optional(),
  })
  .refine((change) => Object.keys(change).length > 0, { error: 'needs at least one field to change' });
export type TaskChange = z.infer<typeof taskChangeSchema>;

const wordsSchema = z.object({ title: z.string(), note: z.string().optional() });
export type TaskWords = z.infer<typeof wordsSchema>;

export const taskSchema = z.object({
  id: z.string(),
  ...wordsSchema.shape,
  /** The words for whoever may not see personal data, where they were filled with a customer's. */
  masked: wordsSchema.optional(),
  assignee: z.string().optional(),
  dueAt: z.string(),
  customerId: z.string(),
  source: sourceSchema,
  state: z.enum(TASK_STATES),
  version: z.number().int(),
  createdAt: z.string(),
  createdBy: z.string().optional(),
  /** When somebody first did anything about it: answered, finished or called it off. */
  respondedAt: z.string().optional(),
  endedAt: z.string().optional(),
  endedBy: z.string().optional(),
});
export type Task = z.infer<typeof taskSchema>;

/** The same effect is the same task, whoever repeats it. */
export const taskIdOf = (effectId: string): string => `t${sha256Hex(`task ${effectId}`).slice(0, 26)}`;

/** Milliseconds from the making of a task until somebody first did anything about it; null while nobody has. */
export const firstResponseMs = ({ createdAt, respondedAt }: Pick<Task, 'createdAt' | 'respondedAt'>): number | null =>
  respondedAt === undefined ? null : Math.max(0, Date.parse(respondedAt) - Date.parse(createdAt));

/** What stands in a task for whoever may not see personal data. */
export const maskedWords = ({ title: own, note: more, masked }: Pick<Task, 'title' | 'note' | 'masked'>): TaskWords => {
  const words = masked ?? { title: own, ...(more === undefined ? {} : { note: more }) };
  return { title: maskText(words.title), ...(words.note === undefined ? {} : { note: maskText(words.note) }) };
};

/** A task after a change. Ended tasks may be opened again; the first response stays what it was. */
export const changed = (task: Task, change: TaskChange, now: string, by: string | undefined): Task => {
  const { assignee: _given, state: _state, ...words } = change;
  const { assignee: had, endedAt: _endedAt, endedBy: _endedBy, masked, ...rest } = task;
  // What somebody writes stands for everybody; what was filled and is not written over stays masked.
  const shown = masked && {
    ...masked,
    ...(words.title === undefined ? {} : { title: words.title }),
    ...(words.note === undefined ? {} : { note: words.note }),
  };
  const kept = change.assignee === undefined ? had : (change.assignee ?? undefined);
  const state = change.state ?? task.state;
  const ends = state !== 'open';
  const isNew = state !== task.state;
  const endedBy = isNew ? by : task.endedBy;
  return {
    ...rest,
    ...words,
    ...(shown ? { masked: shown } : {}),
    ...(kept === undefined ? {} : { assignee: kept }),
    state,
    version: task.version + 1,
    ...(ends ? { endedAt: isNew ? now : (task.endedAt ?? now) } : {}),
    ...(ends && endedBy !== undefined ? { endedBy } : {}),
    ...(ends && task.respondedAt === undefined ? { respondedAt: now } : {}),
  };
};
