import * as z from 'zod';
import { byteLength } from '../platform/digest.ts';
import { brandIdSchema } from '../settings/brand.ts';
import { topicIdSchema } from '../settings/topic.ts';
import { alimtalkSchema } from './alimtalk.ts';
import { brandMessageFields, shapeFaults } from './brand-message.ts';
import { eucKrBytes, unencodable } from './euc-kr.ts';
import { SUBJECT_BYTES } from './korean-text.ts';
import { languageCodeSchema, NO_CODE } from './language-code.ts';
import { isDataKey } from './push-payload.ts';
import { surveySchema } from './survey.ts';

export const CHANNELS = ['email', 'sms', 'push', 'kakao'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Advertising or information (정보통신망법 제50조): set by a person; mixed content is an ad. */
export const PURPOSES = ['ad', 'info'] as const;
export type Purpose = (typeof PURPOSES)[number];

export const LANGUAGES = ['ko', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export const definitionIdSchema = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 characters of a-z, 0-9 and -, such as winback-2026-11');

/** Bytes; Gmail cuts a mail at 102 KB, a source above this is a mistake. */
const MAX_HTML = 200_000;
const MAX_TEXT = 50_000;
/** Characters; above five parts a text message belongs into a mail. */
const MAX_SMS = 1_000;

/** Hangul has three bytes a letter, and an item of DynamoDB holds 400 KB in all. */
export const within = (most: number) =>
  z
    .string()
    .refine((text) => byteLength(text) <= most, `must be at most ${most} bytes of UTF-8; Hangul takes three a letter`);

/** Languages of one template; its item holds 400 KB. */
const MAX_LANGUAGES = 20;

/** The same words in other languages, by code; who reads none of them gets the main ones. */
export const languagesOf = <Words extends z.ZodType>(words: Words) =>
  z
    .record(languageCodeSchema, words, { error: ({ code }) => (code === 'invalid_key' ? NO_CODE : undefined) })
    .refine((languages) => Object.keys(languages).length <= MAX_LANGUAGES, `holds at most ${MAX_LANGUAGES} languages`)
    .optional();

const base = {
  name: z.string().min(1).max(120),
  purpose: z.enum(PURPOSES),
  /** Of the main words, and of whoever reads none of `languages`. */
  language: languageCodeSchema.default('ko'),
  /** Kind of ads that this is, as settings define it: who refused it does not get it. */
  topic: topicIdSchema.optional(),
  /** Sender among `settings.brands`; the shop's own if absent. */
  brand: brandIdSchema.optional(),
  /** The message asks something: its words lead to `survey.url` or to `survey.answers`. */
  survey: surveySchema.optional(),
};

const notYet = (what: string) => z.undefined({ error: what }).optional();

const emailWords = {
  // A line break in a subject would start a header of its own.
  subject: z
    .string()
    .min(1)
    .max(500)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'must be one line without control characters'),
  html: within(MAX_HTML).min(1),
  /** Plain-text part; made from the HTML if absent. */
  text: within(MAX_TEXT).optional(),
  /** Source that `html` was compiled from when it was saved. */
  mjml: within(MAX_HTML).min(1).optional(),
};

const emailTemplateSchema = z.strictObject({
  ...base,
  channel: z.literal('email'),
  ...emailWords,
  languages: languagesOf(z.strictObject(emailWords)),
});

const smsWords = {
  text: z.string().min(1).max(MAX_SMS),
  /** Title of a long Korean text (LMS, MMS); a short one has none, and label and name stand in the body all the same. */
  subject: z
    .string()
    .trim()
    .min(1)
    .refine(
      (title) => eucKrBytes(title) <= SUBJECT_BYTES,
      `must be at most ${SUBJECT_BYTES} bytes; Hangul takes two a letter`,
    )
    .refine((title) => unencodable(title).length === 0, 'holds signs that a Korean text cannot carry, such as emoji')
    .refine((title) => !/[{}\n]/.test(title), 'must be one line of plain words')
    .optional(),
};

const smsTemplateSchema = z.strictObject({
  ...base,
  channel: z.literal('sms'),
  ...smsWords,
  languages: languagesOf(z.strictObject(smsWords)),
  /** Picture of a Korean text (MMS): a hosted JPEG up to 200 KB by its name, or the id that the provider gave one. */
  imageId: z
    .string()
    .regex(
      /^([0-9a-f]{32}\.jpg|[A-Za-z0-9]{8,60})$/,
      'must be the name of a hosted JPEG (GET /v1/images) or the id that the provider gave a picture',
    )
    .optional(),
  alimtalk: alimtalkSchema.optional(),
  html: notYet('a text message has no HTML: put its words into "text"'),
  mjml: notYet('a text message has no MJML: put its words into "text"'),
});

const pushWords = {
  /** First line of the notification. */
  title: z
    .string()
    .min(1)
    .max(200)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'must be one line without control characters'),
  text: z.string().min(1).max(MAX_SMS),
};

const liquidUrl = z.string().trim().min(1).max(1_000);

const pushTemplateSchema = z.strictObject({
  ...base,
  channel: z.literal('push'),
  ...pushWords,
  languages: languagesOf(z.strictObject(pushWords)),
  /** https address of a picture. */
  image: liquidUrl.optional(),
  /** Where a tap leads: https, or a scheme of the app that settings name. */
  link: liquidUrl.optional(),
  /** What the app is told along with it. */
  data: z
    .record(z.string(), z.string().max(1_000))
    .refine((data) => Object.keys(data).length <= 20, 'holds at most 20 entries')
    .refine(
      (data) => Object.keys(data).every(isDataKey),
      'has a key that Firebase or this system keeps for itself, or that is not 1 to 40 of A-Z, a-z, 0-9, _, . and -',
    )
    .optional(),
  html: notYet('a push has no HTML: put its words into "text"'),
  mjml: notYet('a push has no MJML: put its words into "text"'),
});

const kakaoTemplateSchema = z
  .strictObject({
    ...base,
    channel: z.literal('kakao'),
    ...brandMessageFields,
    languages: notYet('a Brand Message has one language: those who get it read it in KakaoTalk'),
    html: notYet('a Brand Message has no HTML: put its words into "text"'),
    mjml: notYet('a Brand Message has no MJML: put its words into "text"'),
  })
  .superRefine((fields, context) => {
    for (const { path, message } of shapeFaults(fields)) context.addIssue({ code: 'custom', path: [path], message });
    if (fields.purpose === 'info')
      context.addIssue({
        ...{ code: 'custom', path: ['purpose'] },
        message: 'must be ad: Kakao takes a Brand Message as advertising alone; information goes by AlimTalk',
      });
  });

/** A template as a person writes it. Liquid stands in subject, html and text; label and footer of ads are added by the renderer. */
export const templateSchema = z
  .discriminatedUnion('channel', [emailTemplateSchema, smsTemplateSchema, pushTemplateSchema, kakaoTemplateSchema], {
    error: `channel must be one of ${CHANNELS.join(', ')}`,
  })
  .refine(({ language, languages }) => !Object.hasOwn(languages ?? {}, language), {
    error: 'holds the main language; its words stand beside "language"',
    path: ['languages'],
  })
  .refine((template) => template.purpose === 'info' || template.channel !== 'sms' || template.alimtalk === undefined, {
    error: 'carries no ads, Kakao refuses them: set "purpose" to "info", or remove "alimtalk"',
    path: ['alimtalk'],
  });
export type Template = z.infer<typeof templateSchema>;
export type EmailTemplate = z.infer<typeof emailTemplateSchema>;
export type SmsTemplate = z.infer<typeof smsTemplateSchema>;
export type PushTemplate = z.infer<typeof pushTemplateSchema>;
export type KakaoTemplate = z.infer<typeof kakaoTemplateSchema>;

export const TEMPLATE = 'template';
