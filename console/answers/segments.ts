import * as z from 'zod';

const sentenceSchema = z.object({ ko: z.string(), en: z.string() });

export const segmentSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullish(),
  /** As the API knows it: a newer API may know rules that this page does not. */
  rule: z.unknown(),
  version: z.number(),
  builtIn: z.boolean(),
  archived: z.boolean(),
  updatedAt: z.string().nullish(),
  count: z.number().nullish(),
  sentence: sentenceSchema,
});
export type SegmentAnswer = z.infer<typeof segmentSchema>;

export const previewSchema = z.object({
  count: z.number(),
  reachable: z.record(z.string(), z.number()),
  sample: z.array(
    z.object({
      id: z.string(),
      traits: z.record(z.string(), z.unknown()).default({}),
      contacts: z.object({ email: z.string().nullish(), phone: z.string().nullish() }).default({}),
    }),
  ),
  exact: z.boolean(),
});
export type PreviewAnswer = z.infer<typeof previewSchema>;

export const historySchema = z.object({
  data: z.array(
    z.object({
      runId: z.string(),
      asOf: z.string(),
      count: z.number(),
      entered: z.number(),
      left: z.number(),
    }),
  ),
});
export type HistoryRow = z.infer<typeof historySchema>['data'][number];

const runSchema = z.object({ runId: z.string(), asOf: z.string() });

export const membersSchema = z.object({
  data: z.array(z.object({ customerId: z.string(), since: z.string() })),
  nextCursor: z.string().nullish(),
  run: runSchema.nullish(),
});

export interface TraceNode {
  readonly kind: string;
  readonly holds: boolean;
  readonly sentence?: { readonly ko: string; readonly en: string } | undefined;
  readonly value?: unknown;
  readonly parts?: readonly TraceNode[] | undefined;
}

const traceNodeSchema: z.ZodType<TraceNode> = z.lazy(() =>
  z.object({
    kind: z.string(),
    holds: z.boolean(),
    sentence: sentenceSchema.optional(),
    value: z.unknown().optional(),
    parts: z.array(traceNodeSchema).optional(),
  }),
);

export const traceSchema = z.object({
  customerId: z.string(),
  holds: z.boolean(),
  bar: z.string().nullish(),
  lastRun: runSchema.extend({ member: z.boolean(), since: z.string().nullish() }).nullish(),
  tree: traceNodeSchema,
});
