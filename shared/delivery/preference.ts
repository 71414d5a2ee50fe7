import * as z from 'zod';
import { PICK_GROUNDS } from '../campaigns/fallback.ts';
import { PREFERRED_CHANNEL } from '../consent/preference.ts';
import type { Customer } from '../profiles/profile.ts';
import { CHANNELS, type Channel } from '../templates/template.ts';
import { cameBack } from './arrival.ts';
import { triedOf } from './chain.ts';
import type { Link, Message, Picked } from './message.ts';

/** What is thought of a channel that a person has had nothing by: one answer in twenty, worth as much as twenty messages. */
const PRIOR = { rate: 0.05, messages: 20 } as const;

export const preferenceViewSchema = z.object({
  /** The channel that comes first; null where nothing is known. */
  channel: z.enum(CHANNELS).nullable(),
  /** `wish`: the person said so; `response`: they answer there more than elsewhere; null: nothing is known. */
  by: z.enum(PICK_GROUNDS).exclude(['price']).nullable(),
  channels: z.array(
    z.object({
      channel: z.enum(CHANNELS),
      /** Messages that reached the person, or may have, in the ledger's 400 days. */
      messages: z.number().int(),
      /** Those that the person clicked, or whose goal they reached; never what a machine opened. */
      responses: z.number().int(),
      /** Share of answers, drawn towards one in twenty as long as little is known. */
      rate: z.number(),
    }),
  ),
});
export type PreferenceView = z.infer<typeof preferenceViewSchema>;

const wishSchema = z.enum(CHANNELS);

/** What a person said of channels; nothing of what is none of ours. */
export const wishedChannel = (traits: Readonly<Record<string, unknown>>): Channel | undefined =>
  wishSchema.safeParse(traits[PREFERRED_CHANNEL]).data;

const mayHaveArrived = (way: Link): boolean => (way.status === 'sent' || way.status === 'unknown') && !cameBack(way);

/**
 * How a person answers on each channel. Opens are left out: texts have none, and of mails many are a machine's. Nothing is learned of who
 * objected to profiling (art. 21 GDPR); what they wish stands.
 */
export const preferenceOf = (
  messages: readonly Message[],
  { traits, objectedAt }: Pick<Customer['fold'], 'traits' | 'objectedAt'>,
): PreferenceView => {
  const ledger = objectedAt === undefined ? messages : [];
  const channels = CHANNELS.map((channel) => {
    const ways = ledger
      .filter(({ imported }) => !imported)
      .flatMap((row) =>
        [...triedOf(row)].flatMap(([link, way]) =>
          way.channel === channel && mayHaveArrived(way)
            ? [way.clickedHumanAt !== undefined || (link === (row.link ?? 0) && row.goal?.firstAt !== undefined)]
            : [],
        ),
      );
    const responses = ways.filter(Boolean).length;
    const rate = (responses + PRIOR.rate * PRIOR.messages) / (ways.length + PRIOR.messages);
    return { channel, messages: ways.length, responses, rate };
  });
  const wish = wishedChannel(traits);
  const [first, second] = [...channels].sort((left, right) => right.rate - left.rate);
  if (wish !== undefined) return { channel: wish, by: 'wish', channels };
  const isKnown = first !== undefined && first.rate > PRIOR.rate && first.rate > (second?.rate ?? 0);
  return { channel: isKnown ? first.channel : null, by: isKnown ? 'response' : null, channels };
};

/** A way by which a person could get a message. */
export interface WayOffered {
  readonly link: number;
  readonly channel: Channel;
  readonly priceMilli: number;
}

/** The ways that cost at most `underMilli`, in the order in which they suit the person; of equals the cheapest first. */
export const pickOf = (offered: readonly WayOffered[], underMilli: number, preference: PreferenceView): Picked => {
  const rates = new Map(preference.channels.map(({ channel, rate }) => [channel, rate]));
  const rateOf = ({ channel }: WayOffered): number => rates.get(channel) ?? PRIOR.rate;
  const wished = ({ channel }: WayOffered): number =>
    preference.by === 'wish' && preference.channel === channel ? 1 : 0;
  const ways = offered
    .filter(({ priceMilli }) => priceMilli <= underMilli)
    .sort(
      (left, right) =>
        wished(right) - wished(left) ||
        rateOf(right) - rateOf(left) ||
        left.priceMilli - right.priceMilli ||
        left.link - right.link,
    );
  const [first] = ways;
  const order = ways.map(({ link }) => link);
  if (first && wished(first)) return { order, by: 'wish' };
  const differs = ways.some((way) => rateOf(way) !== (first ? rateOf(first) : 0));
  return { order, by: differs ? 'response' : 'price' };
};
