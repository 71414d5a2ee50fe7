import * as z from 'zod';
import { createRandom } from '../local/random.ts';
import type { ApiClient } from './api-client.ts';
import type { Destiny, SampleCall, SampleShop } from './shop.ts';

const HOUR = 3_600_000;

const messageSchema = z.object({
  to: z.string(),
  html: z.string().optional(),
  headers: z.record(z.string(), z.unknown()),
  sentAt: z.string(),
});
type Message = z.infer<typeof messageSchema>;

/** What the generator planted, summed over the people whom the message reached. */
export interface PlantedTruth {
  readonly extraOrders: number;
  /** Won. */
  readonly extraRevenue: number;
  readonly peopleLost: number;
}

const BROWSER =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';

const linkIn = (message: Message, pattern: RegExp): string | undefined => pattern.exec(message.html ?? '')?.[1];

const header = (message: Message, name: string): string => {
  const entry = Object.entries(message.headers).find(([key]) => key.toLowerCase() === name);
  return typeof entry?.[1] === 'string' ? entry[1] : '';
};

/** Calls a link on this machine only: the sample people never leave it, whatever a template links to. */
const follow = async (client: ApiClient, link: string | undefined, init: RequestInit = {}): Promise<void> => {
  if (link === undefined) throw new Error('The message lacks a link that every message must carry.');
  if (new URL(link).origin !== new URL(client.url).origin)
    throw new Error(`Link ${link} does not lead to ${client.url}.`);
  const response = await fetch(link, { redirect: 'manual', headers: { 'user-agent': BROWSER }, ...init });
  if (response.status >= 400) throw new Error(`${link} answered ${response.status}.`);
  await response.arrayBuffer();
};

const addressesOf = (shop: SampleShop): Map<string, string> => {
  const owners = new Map<string, string>();
  for (const call of shop.calls) {
    if (typeof call.traits?.email === 'string') owners.set(call.traits.email, call.userId);
  }
  return owners;
};

const placeOrder = (one: Destiny, total: number, at: number): SampleCall => ({
  type: 'track',
  event: 'Order Completed',
  userId: one.userId,
  messageId: `sample-return-${one.userId}`,
  timestamp: new Date(at).toISOString(),
  properties: { order_id: `R${one.userId.slice(1)}`, total, currency: 'KRW', products: [] },
});

/** Lets the sample people read their mail: opens, clicks and one-click unsubscribes go through the real endpoints. */
export const readMail = async (client: ApiClient, shop: SampleShop): Promise<void> => {
  const messages = z.array(messageSchema).parse(await client.get('/inbox/messages?channel=email'));
  const owners = addressesOf(shop);
  for (const message of messages) {
    const one = shop.destinies.get(owners.get(message.to) ?? '');
    if (!one || message.to.endsWith('@simulator.amazonses.com')) continue;
    if (one.opens) await follow(client, linkIn(message, /src="([^"]+\/o\/[^"]+)"/));
    if (one.clicks) await follow(client, linkIn(message, /href="([^"]+\/c\/[^"]+)"/));
    if (one.unsubscribes) {
      await follow(client, /<(https?:[^>]+)>/.exec(header(message, 'list-unsubscribe'))?.[1], {
        method: 'POST',
        body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
      });
    }
  }
};

/** The week after: people buy as was decided before the campaign, by the world in which they find themselves. */
export const goShopping = async (client: ApiClient, shop: SampleShop, launchedAt: number): Promise<PlantedTruth> => {
  const messages = z.array(messageSchema).parse(await client.get('/inbox/messages?channel=email'));
  const owners = addressesOf(shop);
  const reached = new Map<string, Message>();
  let lost = 0;
  for (const message of messages) {
    const userId = owners.get(message.to) ?? '';
    const one = shop.destinies.get(userId);
    if (!one) continue;
    const bounced = message.to.startsWith('bounce+');
    if (!bounced) reached.set(userId, message);
    // A dead mailbox was lost before the message; whoever cannot read it cannot unsubscribe either.
    if (!bounced && (message.to.startsWith('complaint+') || one.unsubscribes)) lost += 1;
  }
  const orders: SampleCall[] = [];
  let extraOrders = 0;
  let extraRevenue = 0;
  for (const one of shop.destinies.values()) {
    const message = reached.get(one.userId);
    const spend = message ? one.spendAfterMessage : one.spendAlone;
    const from = message ? Date.parse(message.sentAt) : launchedAt + HOUR / 2;
    if (spend > 0) orders.push(placeOrder(one, spend, from + one.orderAfterHours * HOUR));
    if (!message) continue;
    extraRevenue += one.spendAfterMessage - one.spendAlone;
    if (one.spendAfterMessage > 0 && one.spendAlone === 0) extraOrders += 1;
  }
  // Orders reach the shop in no particular order.
  const random = createRandom('arrival');
  const arrived = orders.map((call) => ({ call, rank: random() })).sort((a, b) => a.rank - b.rank);
  for (let at = 0; at < arrived.length; at += 50) {
    await client.events(arrived.slice(at, at + 50).map(({ call }) => call));
  }
  return { extraOrders, extraRevenue, peopleLost: lost };
};
