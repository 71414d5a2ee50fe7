import * as z from 'zod';

const saidSchema = z.object({ ko: z.string(), en: z.string() });
const warningSchema = z.object({
  kind: z.string(),
  event: z.string(),
  property: z.string().nullish(),
  says: saidSchema,
  advice: saidSchema,
});
const capabilitySchema = z.object({
  id: z.string(),
  name: saidSchema,
  state: z.string(),
  missing: z.array(saidSchema),
  request: saidSchema.nullish(),
});

export const readinessSchema = z.object({
  capabilities: z.array(capabilitySchema),
  warnings: z.array(warningSchema),
  waiting: z.object({
    events: z.number(),
    more: z.boolean(),
    people: z.number(),
    oldest: z.string().nullish(),
    limit: z.object({ events: z.number(), minutes: z.number() }),
  }),
  unlisted: z.number(),
});
export type Readiness = z.infer<typeof readinessSchema>;

export const releaseSchema = z.object({ moved: z.number(), left: z.boolean() });

export const catalogueSchema = z.object({
  data: z.array(
    z.object({
      event: z.string(),
      known: z.boolean(),
      lastSeenAt: z.string(),
      count: z.number(),
      sources: z.array(z.object({ source: z.string() })),
      properties: z.number(),
      warnings: z.array(warningSchema),
    }),
  ),
});
/** What is known of the properties of one event. */
export const propertiesSchema = z.object({
  data: z.array(
    z.object({
      property: z.string(),
      types: z.record(z.string(), z.number()),
      shareMissing: z.number().nullable(),
      shareUnreadable: z.number().nullable(),
      examples: z.array(z.string()),
    }),
  ),
});

export type CatalogueEvents = z.infer<typeof catalogueSchema>;
