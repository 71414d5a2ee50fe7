import * as z from 'zod';

/** A person's time in a segment, by run ids: a member as of a run that is `entered` or later and before `left`. */
const staySchema = z.object({
  entered: z.string(),
  left: z.string().optional(),
  /** Day of the run that saw the person enter. */
  since: z.string(),
  initial: z.boolean().optional(),
});
export type Stay = z.infer<typeof staySchema>;

/** The row of a person in a segment: the newest stay, and those before it, oldest first. */
export const memberRowSchema = staySchema.extend({ customerId: z.string(), past: z.array(staySchema).optional() });
export type MemberRow = z.infer<typeof memberRowSchema>;

/** Earlier stays that are kept: who comes and goes every night has lost the oldest after two hundred nights. */
const MOST_PAST = 100;

const covers = ({ entered, left }: Stay, runId: string): boolean =>
  entered <= runId && (left === undefined || left > runId);

/** The stay in force as of a run, if the person was a member then. */
export const stayAt = (row: MemberRow, runId: string): Stay | undefined =>
  [row, ...(row.past ?? [])].find((stay) => covers(stay, runId));

/** The row's stays before a new one, as they are kept. */
export const pastOf = ({ entered, left, since, initial, past = [] }: MemberRow): Stay[] =>
  [...past, { entered, since, ...(left === undefined ? {} : { left }), ...(initial ? { initial } : {}) }].slice(
    -MOST_PAST,
  );
