import * as z from 'zod';
import { CONSENT_CHANNELS } from '../../shared/consent/evidence.ts';
import { LEAVING_REASONS, recordReason } from '../../shared/consent/record-preference.ts';
import {
  chooseAmount,
  chooseChannel,
  chooseTopics,
  chooseTracking,
  objectToProfiling,
  type Standing,
  standingOf,
} from '../../shared/feedback/choose.ts';
import type { RecordDeps } from '../../shared/feedback/record-receipt.ts';
import { DAY, toIso } from '../../shared/platform/clock.ts';
import { DangolError } from '../../shared/platform/errors.ts';
import type { HttpRequest, HttpResponse } from '../../shared/platform/http.ts';
import { localDate } from '../../shared/platform/time.ts';
import type { Brand } from '../../shared/settings/brand.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import type { Language } from '../../shared/templates/template.ts';
import type { FoundReader } from './find-reader.ts';
import { leave } from './leave.ts';
import { unknownPage } from './pages.ts';
import { preferencePage } from './preference-page.ts';
import { AMOUNTS, PREFERENCE_WORDS } from './preference-words.ts';

const PAUSE = 30 * DAY;

const choiceSchema = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('save'),
    amount: z.enum(['any', 'weekly', 'monthly']),
    topic: z.array(z.string()).max(20),
    channel: z.enum(['any', ...CONSENT_CHANNELS]).optional(),
  }),
  z.object({ action: z.literal('pause') }),
  z.object({ action: z.literal('resume') }),
  z.object({ action: z.literal('untrack') }),
  z.object({ action: z.literal('track') }),
  z.object({ action: z.literal('object') }),
  z.object({ action: z.literal('unsubscribe') }),
  z.object({ action: z.literal('reason'), reason: z.enum(LEAVING_REASONS) }),
]);
type Choice = z.infer<typeof choiceSchema>;

type Wish = NonNullable<Extract<Choice, { action: 'save' }>['channel']>;
const wishIn = (channel: Wish) => (channel === 'any' ? null : channel);

/** The choice that a form of ours sends; nothing for any other body. */
const choiceOf = (request: HttpRequest): Choice | undefined => {
  try {
    const form = new URLSearchParams(request.body);
    // Two answers to one question are none.
    if (['action', 'amount', 'reason', 'channel'].some((name) => form.getAll(name).length > 1)) return undefined;
    const topic = form.getAll('topic');
    return choiceSchema.safeParse({ ...Object.fromEntries(form), topic }).data;
  } catch (error) {
    // Too large, not text, or packed in a way that is not understood: none of our forms.
    if (error instanceof DangolError) return undefined;
    throw error;
  }
};

const languageIn = (text: unknown): Language | undefined =>
  typeof text !== 'string' ? undefined : /^en\b/i.test(text) ? 'en' : /^ko\b/i.test(text) ? 'ko' : undefined;

/** What the reader pressed, what the profile says, what the browser asks for, what the shop speaks. */
const languageOf = (request: HttpRequest, standing: Standing, settings: Settings): Language =>
  languageIn(request.query.lang) ??
  languageIn(standing.customer?.fold.traits.language) ??
  languageIn(request.headers['accept-language']) ??
  settings.language;

export interface PreferenceDeps {
  readonly record: RecordDeps;
  readonly settings: Settings;
  /** Sender of the message whose link was followed. */
  readonly brand: Brand;
  /** Counts an unsubscription on the message's row. */
  readonly reportLeft: () => Promise<void>;
}

/** Every topic taken away: that is to leave. */
const isNothing = (choice: Choice, { receives, topics }: Standing): boolean =>
  choice.action === 'save' && receives && topics.length > 0 && !topics.some(({ id }) => choice.topic.includes(id));

const act = async (
  { record, reportLeft }: PreferenceDeps,
  reader: FoundReader,
  standing: Standing,
  choice: Choice,
): Promise<void> => {
  const end = async (): Promise<void> => {
    // The page speaks of ads only, whatever the message was.
    await leave(record, { ...reader, purpose: 'ad' }, 'preference page');
    return reportLeft();
  };
  switch (choice.action) {
    case 'save':
      await chooseAmount(record, reader, { most: AMOUNTS[choice.amount] });
      if (choice.channel !== undefined) await chooseChannel(record, reader, standing, wishIn(choice.channel));
      if (isNothing(choice, standing)) return end();
      if (standing.topics.length > 0) await chooseTopics(record, reader, standing, choice.topic);
      return;
    case 'pause':
      return chooseAmount(record, reader, { pausedUntil: toIso(record.clock() + PAUSE) });
    case 'resume':
      return chooseAmount(record, reader, { pausedUntil: null });
    case 'untrack':
    case 'track':
      return chooseTracking(record, reader, choice.action === 'untrack');
    case 'object':
      return objectToProfiling(record, reader);
    case 'unsubscribe':
      return end();
    case 'reason': {
      const { customerId, channel, ref } = reader;
      return recordReason(record, customerId, `leaving:${ref}`, { reason: choice.reason, channel });
    }
    default:
      return choice satisfies never;
  }
};

/** GET shows and changes nothing, so that no scanner decides for anybody; POST does what one of our forms says. */
export const preferences = async (
  deps: PreferenceDeps,
  request: HttpRequest,
  reader: FoundReader,
): Promise<HttpResponse> => {
  const { record, settings, brand } = deps;
  const dateOf = (iso: string): string => localDate(Date.parse(iso), settings.timezone);
  const before = await standingOf(record, reader, settings);
  const language = languageOf(request, before, settings);
  const common = { language, brand, channel: reader.channel, now: record.clock(), dateOf };
  if (request.method !== 'POST') return preferencePage({ ...common, standing: before });
  const choice = choiceOf(request);
  if (!choice) return unknownPage(brand, 400);
  await act(deps, reader, before, choice);
  const after = await standingOf(record, reader, settings);
  // The profile learns of the wish a moment later.
  const wish = choice.action === 'save' ? choice.channel : undefined;
  const standing = wish === undefined ? after : { ...after, preferred: wishIn(wish) ?? undefined };
  const words = PREFERENCE_WORDS[language];
  const today = dateOf(toIso(record.clock()));
  const left = choice.action === 'unsubscribe' || isNothing(choice, before);
  const said = left
    ? words.left(reader.channel, today)
    : choice.action === 'reason'
      ? words.thanks
      : words.saved(today);
  return preferencePage({ ...common, standing, said, asksWhy: left });
};
