import * as z from 'zod';
import { buttonSchema } from '../onsite/content.ts';
import { LANGUAGES } from '../templates/template.ts';

/** Kind of the definitions that contents of landing pages are. */
export const LANDING_CONTENT = 'landing';

/** A page for one person, as somebody writes it: plain words in Liquid. */
export const landingContentSchema = z.strictObject({
  name: z.string().trim().min(1).max(120),
  language: z.enum(LANGUAGES).default('ko'),
  title: z.string().trim().min(1).max(200),
  text: z.string().trim().max(4_000).default(''),
  /** What is offered to this person alone, set apart on the page. */
  offer: z.string().trim().max(500).optional(),
  button: buttonSchema.optional(),
});
