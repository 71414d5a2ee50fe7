import * as z from 'zod';
import { CAMPAIGN, campaignSchema } from '../campaigns/campaign.ts';
import { EXPERIMENT } from '../experiments/experiment.ts';
import type { Definition, DefinitionStore } from '../settings/definition-store.ts';
import { verdictSchema } from './experiment-schema.ts';
import { type ReportDeps, readReport } from './read-report.ts';
import { reportSchema } from './report-schema.ts';

/** One campaign or experiment, what it was to show, and what it showed. */
export const learningSchema = z.object({
  campaignId: z.string(),
  kind: z.enum(['campaign', 'experiment']),
  ...reportSchema.pick({ name: true, channel: true, status: true, launchedAt: true, hypothesis: true }).shape,
  verdict: verdictSchema.nullable(),
  arms: z.array(
    z.object({ arm: z.string(), name: z.string(), people: z.number().int(), conversion: z.number().nullable() }),
  ),
  lift: reportSchema.shape.lift.pick({ absolute: true, interval: true }),
});
export type Learning = z.infer<typeof learningSchema>;

/** Where the next page begins: behind the campaigns come the experiments that were taken in. */
export const learningCursorSchema = z.object({
  kind: z.enum([CAMPAIGN, EXPERIMENT]),
  cursor: z.string().optional(),
});
type LearningCursor = z.infer<typeof learningCursorSchema>;

type Deps = ReportDeps & { readonly definitions: Pick<DefinitionStore, 'get' | 'list'> };

/** Only what was to show something: a hypothesis, or arms that compete. */
const teaches = ({ kind, body }: Definition): boolean => {
  if (kind === EXPERIMENT) return true;
  // One that cannot be read must not hide all the others.
  const campaign = campaignSchema.safeParse(body).data;
  return campaign?.hypothesis !== undefined || campaign?.arms !== undefined;
};

const learningOf = async (deps: Deps, { kind, id }: Definition): Promise<Learning> => {
  const report = await readReport(deps, id);
  return {
    campaignId: id,
    kind: kind === EXPERIMENT ? 'experiment' : 'campaign',
    ...{ name: report.name, channel: report.channel, status: report.status },
    ...{ launchedAt: report.launchedAt, hypothesis: report.hypothesis },
    verdict: report.experiment?.verdict ?? null,
    arms: report.arms.map(({ arm, name, sent, rates }) => ({ arm, name, people: sent, conversion: rates.conversion })),
    lift: { absolute: report.lift.absolute, interval: report.lift.interval },
  };
};

/** All words of the query stand somewhere in what was asked, what it is called or what came out, in either language. */
export const isAbout = (learning: Learning, query: string): boolean => {
  const { name, hypothesis, verdict, arms } = learning;
  const text = [name, hypothesis, verdict?.says.ko, verdict?.says.en, ...arms.map((arm) => arm.name)]
    .join(' ')
    .normalize('NFKC')
    .toLowerCase();
  const words = query.normalize('NFKC').toLowerCase().split(/\s+/);
  return words.every((word) => text.includes(word));
};

/** A page of what was launched and taught something; a rare word may need several calls with empty pages between. */
export const readLearnings = async (
  deps: Deps,
  query: string,
  limit: number,
  { kind, cursor }: LearningCursor = { kind: CAMPAIGN },
): Promise<{ learnings: Learning[]; next?: LearningCursor }> => {
  const page = await deps.definitions.list(kind, limit, cursor);
  const learnings: Learning[] = [];
  for (const definition of page.definitions) {
    if (definition.archived || !teaches(definition)) continue;
    const learning = await learningOf(deps, definition);
    if (learning.status !== 'draft' && isAbout(learning, query)) learnings.push(learning);
  }
  if (page.next !== undefined) return { learnings, next: { kind, cursor: page.next } };
  return kind === CAMPAIGN ? { learnings, next: { kind: EXPERIMENT } } : { learnings };
};
