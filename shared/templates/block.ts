import * as z from 'zod';
import type { ErrorDetail } from '../platform/errors.ts';
import { definitionIdSchema, languagesOf, type Template, within } from './template.ts';

/** Kind of definition. */
export const BLOCK = 'block';

/** Bytes; a block is a footer or a banner, not a mail. */
const MAX_HTML = 50_000;
const MAX_TEXT = 5_000;

const words = z
  .strictObject({
    /** Stands in the HTML of mails. */
    html: within(MAX_HTML).min(1).optional(),
    /** Stands in their text part, and in text messages. */
    text: within(MAX_TEXT).min(1).optional(),
  })
  .refine(({ html, text }) => html !== undefined || text !== undefined, 'needs "html", "text" or both');

/** Words that several templates share, such as a footer. Liquid over the same names; blocks in blocks there are none. */
export const blockSchema = z
  .strictObject({
    name: z.string().min(1).max(120),
    html: z.string().optional(),
    text: z.string().optional(),
    languages: languagesOf(words),
  })
  .transform(({ name, languages, ...main }, context) => {
    const parsed = words.safeParse(main);
    for (const { path, message } of parsed.error?.issues ?? []) context.addIssue({ code: 'custom', path, message });
    return { name, ...main, ...(languages === undefined ? {} : { languages }) };
  });
export type Block = z.infer<typeof blockSchema>;

/** `{% render 'footer' %}`, alone: no file, no variable, nothing handed over. */
const TAG = /\{%-?\s*render\s+(?:'([^'{}%]*)'|"([^"{}%]*)")\s*-?%\}/g;

type Place = 'subject' | 'html' | 'text';
type Change = (source: string, place: Place, language: string, path: string) => string;

const changed = (template: Template, change: Change): Template => {
  if (template.channel === 'sms') {
    const sms = <Words extends { text: string }>(own: Words, language: string, path: string): Words => ({
      ...own,
      text: change(own.text, 'text', language, `${path}text`),
    });
    const others = Object.entries(template.languages ?? {}).map(
      ([language, own]) => [language, sms(own, language, `languages.${language}.`)] as const,
    );
    const main = sms(template, template.language, '');
    return template.languages === undefined ? main : { ...main, languages: Object.fromEntries(others) };
  }
  if (template.channel === 'kakao')
    return { ...template, text: change(template.text, 'text', template.language, 'text') };
  if (template.channel === 'push') {
    const push = <Words extends { title: string; text: string }>(
      own: Words,
      language: string,
      path: string,
    ): Words => ({
      ...own,
      title: change(own.title, 'subject', language, `${path}title`),
      text: change(own.text, 'text', language, `${path}text`),
    });
    const others = Object.entries(template.languages ?? {}).map(
      ([language, own]) => [language, push(own, language, `languages.${language}.`)] as const,
    );
    const main = push(template, template.language, '');
    return template.languages === undefined ? main : { ...main, languages: Object.fromEntries(others) };
  }
  const mail = <Words extends { subject: string; html: string; text?: string | undefined }>(
    own: Words,
    language: string,
    path: string,
  ): Words => ({
    ...own,
    subject: change(own.subject, 'subject', language, `${path}subject`),
    html: change(own.html, 'html', language, `${path}html`),
    ...(own.text === undefined ? {} : { text: change(own.text, 'text', language, `${path}text`) }),
  });
  const others = Object.entries(template.languages ?? {}).map(
    ([language, own]) => [language, mail(own, language, `languages.${language}.`)] as const,
  );
  const main = mail(template, template.language, '');
  return template.languages === undefined ? main : { ...main, languages: Object.fromEntries(others) };
};

/** Blocks that a template names, in any of its languages. */
export const blockIdsIn = (template: Template): string[] => {
  const ids = new Set<string>();
  changed(template, (source) => {
    for (const [, single, double] of source.matchAll(TAG)) {
      const id = definitionIdSchema.safeParse(single ?? double);
      if (id.success) ids.add(id.data);
    }
    return source;
  });
  return [...ids].sort();
};

const bodyIn = (block: Block, language: string, place: Place): string | undefined => {
  const own = block.languages && Object.hasOwn(block.languages, language) ? block.languages[language] : undefined;
  const body = own ?? block;
  return place === 'html' ? body.html : body.text;
};

/** The template with its blocks written out, each in the language of its place, and what is wrong with any of them. */
export const withBlocks = (
  template: Template,
  blocks: ReadonlyMap<string, Block>,
): { readonly template: Template; readonly faults: readonly ErrorDetail[] } => {
  const faults: ErrorDetail[] = [];
  const whole = changed(template, (source, place, language, path) =>
    source.replace(TAG, (tag, single?: string, double?: string) => {
      const id = single ?? double ?? '';
      const block = blocks.get(id);
      const body = block === undefined ? undefined : bodyIn(block, language, place);
      if (place !== 'subject' && body !== undefined) return body;
      const why =
        place === 'subject'
          ? 'a subject holds no blocks'
          : block === undefined
            ? `there is no block "${id}"; GET /v1/blocks lists those there are`
            : `the block "${id}" has no "${place === 'html' ? 'html' : 'text'}"`;
      faults.push({ path, message: `${tag}: ${why}` });
      return '';
    }),
  );
  return { template: whole, faults };
};
