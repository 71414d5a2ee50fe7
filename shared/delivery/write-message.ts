import type { ToldCoupon } from '../coupons/campaign-coupon.ts';
import { homeLaw } from '../law/laws.ts';
import { toIso } from '../platform/clock.ts';
import type { ReadProductBlocks } from '../products/product-blocks.ts';
import { writingTerms } from '../templates/carrier.ts';
import { productBlocksOf } from '../templates/check-template.ts';
import { contextOf } from '../templates/context.ts';
import { type Rendered, renderMessage } from '../templates/render.ts';
import { webUrl } from '../tracking/token.ts';
import { withUtm } from '../tracking/utm.ts';
import type { ChannelAdapter, HandOver } from './channel.ts';
import type { Receiver } from './gates.ts';
import { keepFor } from './keep-for.ts';
import type { SkipReason } from './message.ts';
import type { createMessageLinks } from './message-links.ts';
import type { Approved, Person } from './person.ts';

export interface WriteDependencies {
  readonly adapter: ChannelAdapter;
  readonly linksOf: ReturnType<typeof createMessageLinks>;
  /** What templates show of the catalogue. */
  readonly products: ReadProductBlocks;
}

interface Written {
  readonly kind: 'written';
  readonly message: Rendered;
  readonly language: string;
  /** Makes the links of the finished text resolvable; false if their names are taken. */
  readonly keep: (text: string) => Promise<boolean>;
  /** Hands it over; made once, and never throws. */
  readonly call: () => Promise<HandOver>;
}

interface Writing {
  readonly to: string;
  /** How often the names of this message's links were found taken. */
  readonly salt: number;
  readonly coupon?: ToldCoupon | undefined;
}

const skipped = (reason: SkipReason) => ({ kind: 'skip', reason }) as const;

/** One person's message as it leaves the house, or why it cannot be written. Everything that can fail without the provider fails here. */
export const createWriteMessage = ({ adapter, linksOf, products }: WriteDependencies) => {
  const render = async (person: Person, receiver: Receiver, approved: Approved, { salt, coupon }: Writing) => {
    const { snapshot, state, settings, data, asksFor, told } = approved;
    if (!receiver.customer) return { kind: 'failed', reason: 'unknown customer' } as const;
    const { links: plain, keep } = linksOf(adapter.channel, person, asksFor, salt);
    const { brand, campaign, template } = snapshot;
    const { hosts, ...tags } = settings.utm;
    const about = { channel: adapter.channel, campaign: state.campaignId };
    const utm = { hosts, tags: { ...tags, ...campaign.utm }, about };
    const links = receiver.untracked
      ? { ...plain, open: undefined, click: webUrl }
      : { ...plain, click: (target: string) => plain.click(withUtm(target, utm)) };
    const context = {
      ...contextOf({
        customer: receiver.customer,
        brand,
        campaign: { id: state.campaignId, name: campaign.name, offer: approved.offer },
        links,
        data,
        ignoredAds: receiver.ignored,
        products: await products(receiver.customer, productBlocksOf(template), told?.event ?? data),
        currency: settings.currency,
        now: toIso(receiver.now),
      }),
      ...told,
      ...(coupon ? { coupon } : {}),
    };
    const law = homeLaw(receiver.country ?? null);
    const { language } = receiver.customer.fold;
    // Whoever reads an address of mail as a number pays a twentieth of the message for nothing.
    const terms = writingTerms(settings, adapter.channel === 'sms' ? receiver.address : undefined);
    return { ...renderMessage(template, { ...terms, context, links, brand, law, language }), links, keep };
  };

  return async (person: Person, receiver: Receiver, approved: Approved, writing: Writing) => {
    const rendered = await render(person, receiver, approved, writing);
    if (rendered.kind === 'failed') return skipped('renderFailed');
    if (rendered.kind === 'unlawful') return skipped('labelMissing');
    const { message, links, keep, language } = rendered;
    const { snapshot, settings, state } = approved;
    const call = await adapter
      .prepare({
        to: writing.to,
        devices: receiver.devices,
        keepFor: keepFor(receiver, settings),
        ref: person.ref,
        campaignId: state.campaignId,
        purpose: snapshot.template.purpose,
        message,
        brand: snapshot.brand,
        settings,
        unsubscribeUrl: links.unsubscribe,
      })
      .catch(() => undefined);
    if (!call) return skipped('renderFailed');
    return { kind: 'written', message, language, keep, call } satisfies Written;
  };
};
