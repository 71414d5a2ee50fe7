import * as z from 'zod';
import { listOf } from '../platform/api.ts';

export const templateSchema = z.looseObject({
  id: z.string(),
  version: z.number(),
  updatedAt: z.string(),
  by: z.string().nullish(),
  name: z.string(),
  channel: z.string(),
  purpose: z.string(),
  language: z.string().default('ko'),
  subject: z.string().optional(),
  /** Of a push. */
  title: z.string().optional(),
  image: z.string().optional(),
  link: z.string().optional(),
  html: z.string().optional(),
  mjml: z.string().optional(),
  text: z.string().optional(),
  topic: z.string().optional(),
  brand: z.string().optional(),
  languages: z
    .record(
      z.string(),
      z.looseObject({
        subject: z.string().optional(),
        title: z.string().optional(),
        html: z.string().optional(),
        mjml: z.string().optional(),
        text: z.string().optional(),
      }),
    )
    .optional(),
  imageId: z.string().optional(),
  survey: z.looseObject({ kind: z.string(), question: z.record(z.string(), z.string()).optional() }).optional(),
  alimtalk: z
    .looseObject({ templateId: z.string(), variables: z.record(z.string(), z.string()).default({}) })
    .optional(),
});
export type Template = z.infer<typeof templateSchema>;
export const templatesSchema = listOf(templateSchema);

const buttonSchema = z.object({ kind: z.string(), name: z.string().optional() });
const brandMessageSchema = z.object({
  ...{ bubble: z.string(), imageId: z.string().optional(), moreLink: z.string().optional() },
  buttons: z.array(buttonSchema),
  cards: z.array(
    z.object({ title: z.string(), text: z.string(), imageId: z.string(), buttons: z.array(buttonSchema) }),
  ),
});

export const previewSchema = z.object({
  language: z.string(),
  fallback: z.boolean(),
  subject: z.string().nullable(),
  html: z.string().nullable(),
  text: z.string(),
  size: z
    .object({ encoding: z.string(), kind: z.string().optional(), length: z.number(), parts: z.number() })
    .nullable(),
  mail: z.object({ bytes: z.number(), clippedAt: z.number(), clipped: z.boolean() }).nullable(),
  kakao: brandMessageSchema.optional(),
  cost: z.object({ milli: z.number(), currency: z.string() }),
});
export type Preview = z.infer<typeof previewSchema>;

export const pastSchema = z.object({
  campaignId: z.string(),
  campaignName: z.string(),
  channel: z.string(),
  templateId: z.string(),
  subject: z.string().nullable(),
  excerpt: z.string(),
  startAt: z.string(),
  sent: z.number(),
  clickRate: z.number().nullable(),
  conversionRate: z.number().nullable(),
  negativeRate: z.number().nullable(),
});
export type Past = z.infer<typeof pastSchema>;
export const libraryAnswerSchema = listOf(pastSchema);
