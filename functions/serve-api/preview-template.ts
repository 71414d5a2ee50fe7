import * as z from 'zod';
import { SAMPLE_COUPON } from '../../shared/coupons/campaign-coupon.ts';
import { personOf } from '../../shared/events/person.ts';
import { toIso } from '../../shared/platform/clock.ts';
import { byteLength } from '../../shared/platform/digest.ts';
import { DangolError } from '../../shared/platform/errors.ts';
import { maskCustomer } from '../../shared/platform/mask-values.ts';
import { createHouseBlocks } from '../../shared/products/house-blocks.ts';
import { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import { shownLaw } from '../../shared/profiles/receiver-law.ts';
import { brandOf } from '../../shared/settings/brand.ts';
import { BUBBLES, TARGETINGS } from '../../shared/templates/brand-message.ts';
import { writingTerms } from '../../shared/templates/carrier.ts';
import { productBlocksOf } from '../../shared/templates/check-template.ts';
import { contextOf } from '../../shared/templates/context.ts';
import { exampleCustomer } from '../../shared/templates/example.ts';
import { GMAIL_CLIPS_AT } from '../../shared/templates/gmail.ts';
import { priceOf } from '../../shared/templates/price.ts';
import { PUSH_BYTES } from '../../shared/templates/push-payload.ts';
import { renderMessage } from '../../shared/templates/render.ts';
import type { Template } from '../../shared/templates/template.ts';
import { previewLinks } from '../../shared/tracking/preview-links.ts';
import type { Services } from './services.ts';

/** For whom a template is filled: a customer or an example, in the language given or the person's own. */
export const askedSchema = z.strictObject({
  customerId: z.string().min(1).optional(),
  language: z.string().optional(),
  /** What a caller of a single message would send along. */
  data: z.record(z.string(), z.unknown()).optional(),
});
export type Asked = z.infer<typeof askedSchema>;

const filledButtonSchema = z.object({
  kind: z.enum(['link', 'app', 'channel']),
  ...{ name: z.string().optional(), link: z.string().optional() },
  ...{ android: z.string().optional(), ios: z.string().optional() },
});
const brandMessageSchema = z.object({
  ...{ bubble: z.enum(BUBBLES), targeting: z.enum(TARGETINGS), adult: z.boolean() },
  ...{ imageId: z.string().optional(), imageLink: z.string().optional(), moreLink: z.string().optional() },
  buttons: z.array(filledButtonSchema),
  cards: z.array(
    z.object({
      ...{ title: z.string(), text: z.string(), imageId: z.string(), imageLink: z.string().optional() },
      buttons: z.array(filledButtonSchema),
    }),
  ),
});

export const renderedSchema = z.object({
  /** In which it was written; `fallback`: the person reads another one, which the template does not have. */
  language: z.string(),
  fallback: z.boolean(),
  subject: z.string().nullable(),
  html: z.string().nullable(),
  text: z.string(),
  /** Text messages only. */
  size: z
    .object({
      encoding: z.string(),
      kind: z.enum(['SMS', 'LMS', 'MMS']).optional(),
      length: z.number().int(),
      parts: z.number().int(),
    })
    .nullable(),
  /** Mails only: bytes of the HTML as it goes out, and whether Gmail would hide the end of it. */
  mail: z.object({ bytes: z.number().int(), clippedAt: z.number().int(), clipped: z.boolean() }).nullable(),
  /** Notifications only: bytes of what every device is sent, of `limit`; `subject` is the title. */
  push: z
    .object({
      image: z.string().nullable(),
      link: z.string().nullable(),
      bytes: z.number().int(),
      limit: z.number().int(),
    })
    .optional(),
  /** Brand Messages only: what KakaoTalk draws around and under the words. */
  kakao: brandMessageSchema.optional(),
  /** Price of this message in thousandths of the smallest unit of `currency`. */
  cost: z.object({ milli: z.number().int(), currency: z.string() }),
});
type Preview = z.infer<typeof renderedSchema>;

/** The finished message for one person, with label and footer, counted and priced as it would go out. Throws `not_found`, `invalid`. */
export const createPreview = ({ environment, dynamo, clock, settings }: Services) => {
  const customers = createCustomerStore(dynamo, environment.CUSTOMERS_TABLE);
  const blocks = createHouseBlocks(
    dynamo,
    { events: environment.EVENTS_TABLE, insights: environment.INSIGHTS_TABLE },
    clock,
  );

  return async (template: Template, asked: Asked, masked: boolean): Promise<Preview> => {
    const { customerId, data } = asked;
    const all = await settings.current();
    const brand = brandOf(all, template.brand) ?? all.brand;
    const found = customerId === undefined ? exampleCustomer : await customers.get(personOf(customerId));
    if (!found) throw new DangolError('not_found', `There is no customer "${customerId}" to render the template for.`);
    const customer = masked ? { ...found, fold: maskCustomer(found.fold) } : found;
    const links = previewLinks(template.channel, environment.SHORT_URL);
    const campaign = { id: 'preview', name: template.name };
    const { currency } = all;
    const products = await blocks(customer, productBlocksOf(template), data);
    const now = toIso(clock());
    const context = {
      ...contextOf({ customer, brand, campaign, links, data, products, currency, now }),
      coupon: SAMPLE_COUPON,
    };
    const language = asked.language ?? customer.fold.language;
    const result = renderMessage(template, {
      ...{ context, links, brand, language },
      ...writingTerms(all, found.fold.contacts.phone),
      // By the addresses as they stand: masked ones name no country.
      law: shownLaw(template.channel, found.fold, all.defaultCountry),
    });
    if (result.kind === 'failed')
      throw new DangolError('invalid', `The template could not be filled: ${result.reason}.`);
    if (result.kind === 'unlawful') {
      const faults = result.faults.join('; ');
      throw new DangolError('invalid', `The finished message would not be lawful as an ad: ${faults}.`);
    }
    const { message } = result;
    const common = {
      language: result.language,
      fallback: language !== undefined && language !== result.language,
      cost: { milli: priceOf(message, all).milli, currency },
      text: message.text,
    };
    if (message.channel === 'sms')
      return { ...common, subject: message.subject ?? null, html: null, size: message.size, mail: null };
    if (message.channel === 'push') {
      const { title: subject, image = null, link = null, bytes } = message;
      const push = { image, link, bytes, limit: PUSH_BYTES };
      return { ...common, subject, html: null, size: null, mail: null, push };
    }
    if (message.channel === 'kakao') {
      const { channel: _channel, channelId: _from, text: _text, buttons, cards, ...kakao } = message;
      return {
        ...{ ...common, subject: null, html: null, size: null, mail: null },
        kakao: {
          ...kakao,
          buttons: [...buttons],
          cards: cards.map((card) => ({ ...card, buttons: [...card.buttons] })),
        },
      };
    }
    const bytes = byteLength(message.html);
    const mail = { bytes, clippedAt: GMAIL_CLIPS_AT, clipped: bytes > GMAIL_CLIPS_AT };
    return { ...common, subject: message.subject, html: message.html, size: null, mail };
  };
};
