import * as z from 'zod';
import type { ErrorDetail } from '../platform/errors.ts';
import { PRODUCT_BLOCKS } from '../products/product-blocks.ts';
import { engineFor } from '../templates/engine.ts';
import { NOW } from '../templates/filters.ts';
import { LANGUAGES, type Language } from '../templates/template.ts';
import { variableFault } from '../templates/variables.ts';

/** Kind of the definitions that contents of on-site messages are. */
export const ONSITE_CONTENT = 'onsite';

export const ONSITE_SLOTS = ['popup', 'banner', 'inline'] as const;

export const buttonSchema = z.strictObject({
  label: z.string().trim().min(1).max(60),
  url: z.string().trim().min(1).max(2_000),
});

/** What a person is shown on the shop's pages, as somebody writes it: plain words in Liquid, no markup. */
export const onsiteContentSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    slot: z.enum(ONSITE_SLOTS),
    /** Of an inline message: which place of the page, `data-dangol-slot`. */
    place: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 characters of a-z, 0-9 and -, as in data-dangol-slot')
      .optional(),
    language: z.enum(LANGUAGES).default('ko'),
    title: z.string().trim().min(1).max(200),
    text: z.string().trim().max(1_000).default(''),
    /** Absolute https address of a picture. */
    image: z
      .url({ protocol: /^https$/, error: 'must be an https address' })
      .max(2_000)
      .optional(),
    button: buttonSchema.optional(),
  })
  .refine(({ slot, place }) => (slot === 'inline') === (place !== undefined), {
    error: 'stands with "slot": "inline", and only there',
    path: ['place'],
  });

/** Names that a journey fills beside those of templates. */
const OF_JOURNEYS = new Set(['coupon', 'event', 'landing']);

interface Sources {
  readonly language: Language;
  readonly title: string;
  readonly text: string;
  readonly offer?: string | undefined;
  readonly button?: { readonly label: string; readonly url: string } | undefined;
}

/** Every fault of plain words in Liquid, with the field that each stands in. */
export const wordFaults = (
  sources: readonly (readonly [path: string, source: string])[],
  language: Language,
  computed: ReadonlySet<string>,
): ErrorDetail[] => {
  const engine = engineFor('text', language, 'Asia/Seoul');
  return sources.flatMap(([path, source]): ErrorDetail[] => {
    try {
      const parsed = engine.parse(source);
      const faults = engine.variables(source).flatMap((variable) => {
        const [root] = variable;
        if (root === 'links' || root === 'survey' || PRODUCT_BLOCKS.some((name) => name === root))
          return [{ path, message: `"${root}" is of messages; nothing is known of it here` }];
        if (typeof root === 'string' && OF_JOURNEYS.has(root)) return [];
        const fault = variableFault(variable, computed);
        return fault === undefined ? [] : [{ path, message: fault }];
      });
      // An endless loop or a huge text does not wait for a customer to show itself.
      if (faults.length === 0) engine.render(parsed, { [NOW]: '2026-01-01T00:00:00.000Z' });
      return faults;
    } catch (error) {
      return [{ path, message: error instanceof Error ? error.message : 'is not Liquid' }];
    }
  });
};

/** Every fault of the Liquid in a content, with the field it stands in. */
export const contentFaults = (content: Sources, computed: ReadonlySet<string>): ErrorDetail[] =>
  wordFaults(
    [
      ['title', content.title],
      ['text', content.text],
      ['offer', content.offer ?? ''],
      ['button.label', content.button?.label ?? ''],
      ['button.url', content.button?.url ?? ''],
    ],
    content.language,
    computed,
  );
