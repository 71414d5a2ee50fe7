import { createRandom } from '../../infra/local/random.ts';
import { CAMPAIGN, TEMPLATE } from '../../infra/sample/campaign.ts';
import { createSampleShop, type Destiny } from '../../infra/sample/shop.ts';
import { campaignSchema } from '../../shared/campaigns/campaign.ts';
import { priceFor } from '../../shared/campaigns/people-findings.ts';
import { forLink, type Snapshot } from '../../shared/campaigns/snapshot.ts';
import { plainOrder } from '../../shared/delivery/chain.ts';
import { type Message, messageSchema } from '../../shared/delivery/message.ts';
import { pickOf, preferenceOf, type WayOffered } from '../../shared/delivery/preference.ts';
import { settingsSchema } from '../../shared/settings/settings.ts';
import { type Channel, templateSchema } from '../../shared/templates/template.ts';
import { customerOf } from './profile.ts';

const NOW = Date.parse('2026-11-23T01:00:00.000Z');
const DAY = 86_400_000;
/** Messages that everybody has had on every channel by which they can be reached. */
const PAST = 12;
/** Of messages that are noticed, so many are clicked. */
const CLICKED = 0.4;

/** The planted habits: who has the app, and the share of messages that a person notices, by channel. */
const HABITS = { app: 0.4, busy: 0.5, often: 0.9, seldom: 0.25, text: 0.85 } as const;

const settings = settingsSchema.parse({
  sms: { provider: { KR: 'solapi' } },
  brand: {
    ...{ name: '단골가게', email: 'hello@example.com', phone: '02-1234-5678', address: '서울시 중구' },
    ...{ smsSender: '02-1234-5678', optOutNumber: '080-123-4567' },
  },
});

const words = { purpose: 'ad', language: 'ko', name: CAMPAIGN.name };
const contentOf = (template: object) => ({ template: templateSchema.parse(template), templateVersion: 1 });
const { id: templateId, ...mailTemplate } = TEMPLATE;
const { id: _id, ...campaign } = CAMPAIGN;
const [mail, push, text] = [
  contentOf(mailTemplate),
  contentOf({ ...words, channel: 'push', title: '두 번째 주문 쿠폰', text: '5,000원 쿠폰을 넣어 두었습니다.' }),
  contentOf({
    ...{ ...words, channel: 'sms' },
    text: '{{ customer.traits.firstName }}님, 두 번째 주문에 쓰실 5,000원 쿠폰이 있습니다. https://shop.example.com/c',
  }),
];

/** The sample shop's campaign, with three ways to choose from. */
const snapshot: Snapshot = {
  campaign: campaignSchema.parse({
    ...campaign,
    templateId,
    fallback: [
      { channel: 'push', templateId: 'coupon-push' },
      { channel: 'sms', templateId: 'coupon-text' },
    ],
    pick: { underMilli: 0 },
  }),
  campaignVersion: 1,
  ...mail,
  fallback: [push, text],
  brand: settings.brand,
  rules: {},
  versions: {},
};

interface Person {
  readonly destiny: Destiny;
  readonly traits: Record<string, unknown>;
  readonly lawful: ReadonlySet<Channel>;
  /** Chance of noticing a message. */
  readonly notices: Readonly<Record<Channel, number>>;
  readonly draw: number;
  readonly ledger: readonly Message[];
}

const pastRow = (userId: string, channel: Channel, n: number, clicked: boolean): Message => {
  const at = new Date(NOW - (n + 2) * 9 * DAY).toISOString();
  return messageSchema.parse({
    ...{ customerId: `u:${userId}`, key: `past-${channel}-${n}#0#0`, campaignId: `past-${channel}-${n}`, channel },
    ...{ purpose: 'ad', arm: 'a', ref: `past-${channel}-${n}_00_0_0`, status: 'sent', at, attempts: 1 },
    ...{ handedOverAt: at, deliveredAt: at, expiresAt: NOW / 1_000 },
    ...(clicked ? { clickedHumanAt: at } : {}),
  });
};

/** One-time buyers of the sample shop with a lawful way, with habits that the product sees only by what they clicked. */
const people = (): Person[] => {
  const shop = createSampleShop({ now: NOW });
  return shop.calls.flatMap((call): Person[] => {
    const destiny = shop.destinies.get(call.userId);
    const { traits } = call;
    if (call.type !== 'identify' || !destiny || !traits) return [];
    const random = createRandom(`habit:${call.userId}`);
    const hasApp = random() < HABITS.app;
    const notices = {
      email: random() < HABITS.busy ? HABITS.often : HABITS.seldom,
      push: random() < HABITS.busy ? HABITS.often : HABITS.seldom,
      sms: HABITS.text,
      kakao: 0,
    };
    const lawful = new Set<Channel>([
      ...(traits['consent.email.ad'] === 'Y' ? (['email'] as const) : []),
      ...(hasApp ? (['push'] as const) : []),
      ...(traits['consent.sms.ad'] === 'Y' && traits.phone !== undefined ? (['sms'] as const) : []),
    ]);
    const ledger = [...lawful].flatMap((channel) =>
      Array.from({ length: PAST }, (_, n) =>
        pastRow(call.userId, channel, n, random() < notices[channel] && random() < CLICKED),
      ),
    );
    return [{ destiny, traits, lawful, notices, draw: random(), ledger }];
  });
};

export interface Spent {
  readonly name: string;
  /** People who were written to. */
  readonly reach: number;
  /** Won. */
  readonly spend: number;
  /** Orders that would not have come without the message: the planted truth over those who noticed it. */
  readonly extraOrders: number;
}

type Choose = (person: Person, offered: readonly WayOffered[]) => WayOffered | undefined;

const CEILINGS = [0, 1, 60] as const;
const only =
  (wanted: Channel): Choose =>
  (_, offered) =>
    offered.find(({ channel }) => channel === wanted);
const best =
  (underWon: number): Choose =>
  ({ ledger, traits }, offered) => {
    const [first] = pickOf(offered, underWon * 1_000, preferenceOf(ledger, { traits })).order;
    return offered.find(({ link }) => link === first);
  };

const WAYS: readonly (readonly [string, Choose])[] = [
  ['everyone by SMS', only('sms')],
  ['everyone by e-mail', only('email')],
  ...CEILINGS.map((won) => [`best lawful channel, at most ${won} won each`, best(won)] as const),
];

/** Spend, reach and extra orders of the sample campaign by each way to choose the channel. Deterministic. */
export const costCeiling = (): { readonly audience: number; readonly rows: readonly Spent[] } => {
  const all = people().map((person) => {
    const customer = customerOf(person.destiny.userId, {
      traits: person.traits,
      contacts: { email: 'a@example.com', phone: '+821012345678' },
      country: 'KR',
    });
    const offered = plainOrder(snapshot.campaign.fallback ?? []).flatMap((link): WayOffered[] => {
      const way = forLink(snapshot, link);
      const { channel } = way.campaign;
      const priceMilli = priceFor(way, customer, settings, { now: NOW, shortUrl: 'https://dgl.kr' });
      return priceMilli === undefined || !person.lawful.has(channel) ? [] : [{ link, channel, priceMilli }];
    });
    return { person, offered };
  });
  const rows = WAYS.map(([name, choose]): Spent => {
    const sent = all.flatMap(({ person, offered }) => {
      const way = choose(person, offered);
      return way ? [{ person, way }] : [];
    });
    const extra = sent.filter(
      ({ person: { destiny, notices, draw }, way }) =>
        draw < notices[way.channel] && destiny.spendAlone === 0 && destiny.spendAfterMessage > 0,
    );
    const milli = sent.reduce((sum, { way }) => sum + way.priceMilli, 0);
    return { name, reach: sent.length, spend: Math.round(milli / 1_000), extraOrders: extra.length };
  });
  return { audience: all.length, rows };
};

/** The table of docs/statistics.md. */
export const ceilingTable = ({ rows }: ReturnType<typeof costCeiling>): string =>
  [
    '| the message goes | reach | spend, won | extra orders | won per extra order |',
    '|---|---|---|---|---|',
    ...rows.map(({ name, reach, spend, extraOrders }) => {
      const each = extraOrders === 0 ? '' : Math.round(spend / extraOrders).toLocaleString('en');
      return `| ${name} | ${reach} | ${spend.toLocaleString('en')} | ${extraOrders} | ${each} |`;
    }),
  ].join('\n');
