/** What each ready-made journey is to bring, and to whom: the table that `test/data/ready-made.test.ts` plays whole and `test/flows/journey.test.ts` its first hours. A newcomer adds an entry. */

/** Moments of the product's clock, in order: 26 March 2027, 10:00 in Seoul, to the same days a year later. Berlin changes its clocks on the 28th, and on the 26th of the next year. */
export const BEGIN = '2027-03-26T01:00:00.000Z';

export type Fact =
  | { readonly at: string; readonly track: string; readonly properties: Record<string, unknown>; readonly on?: string }
  | { readonly at: string; readonly traits: Record<string, unknown> }
  | { readonly at: string; readonly enter: string; readonly times: number }
  /** Follows the first link, or opens, the newest message of this template. */
  | { readonly at: string; readonly does: 'clicked' | 'opened'; readonly template: string }
  /** The shop's catalogue says how many are left of what this person wants. */
  | { readonly at: string; readonly product: string; readonly stock: number; readonly lastsDays?: number }
  /** Answers the survey in the newest message of this template. */
  | { readonly at: string; readonly scores: number; readonly template: string };

export interface Story {
  /** Journeys that this person goes through. */
  readonly journeys: readonly string[];
  /** Id of the person. */
  readonly who: string;
  /** Beside name, number and consents. */
  readonly traits?: Record<string, unknown>;
  readonly facts?: readonly Fact[];
  /** Template and hour (UTC) of every message that is sent to the person. */
  readonly gets: readonly string[];
  /** Titles of their tasks contain these words. */
  readonly tasks?: readonly string[];
  readonly becomes?: Record<string, unknown>;
  /** Journeys that told the shop's other systems of them. */
  readonly told?: readonly string[];
}

const order = (order_id: string, total: number, on?: string, product_id?: string): Fact => ({
  ...{ at: BEGIN, track: 'Order Completed' },
  properties: { order_id, total, currency: 'KRW', ...(product_id ? { products: [{ product_id }] } : {}) },
  ...(on === undefined ? {} : { on }),
});
const SECOND_PURCHASE = 'second-purchase 2027-04-26T01';

export const STORIES: readonly Story[] = [
  {
    ...{ journeys: ['welcome-coupon'], who: 'newcomer' },
    facts: [{ at: BEGIN, track: 'Signed Up', properties: {} }],
    gets: ['welcome 2027-03-26T01', 'welcome-reminder 2027-04-02T02'],
  },
  {
    ...{ journeys: ['abandoned-cart'], who: 'cart' },
    facts: [{ at: BEGIN, track: 'Product Added', properties: { product_id: 'mug-1' } }],
    gets: ['cart 2027-03-26T02', 'cart-reminder 2027-03-27T03'],
  },
  {
    // The click comes at 20:30 in Seoul, the text an hour later would come at night: it comes at eight.
    ...{ journeys: ['clicked-promotion', 'order-coupon'], who: 'regular' },
    facts: [
      order('R-1', 60_000, '2027-03-10T01:00:00.000Z'),
      order('R-2', 60_000),
      { at: '2027-03-26T11:30:00.000Z', does: 'clicked', template: 'order-coupon' },
    ],
    gets: ['order-coupon 2027-03-26T01', 'special-text 2027-03-26T23'],
  },
  {
    ...{ journeys: ['order-coupon-100000', 'second-purchase'], who: 'generous' },
    facts: [order('G-1', 120_000)],
    gets: ['order-coupon 2027-03-26T01', SECOND_PURCHASE],
  },
  {
    // Beans last two weeks, shampoo three: each is written to when it is used up.
    ...{ journeys: ['second-purchase'], who: 'coffee' },
    facts: [{ at: BEGIN, product: 'beans-1', stock: 9, lastsDays: 14 }, order('C-1', 20_000, undefined, 'beans-1')],
    gets: ['second-purchase 2027-04-10T01'],
  },
  {
    ...{ journeys: ['second-purchase'], who: 'shampoo' },
    facts: [{ at: BEGIN, product: 'shampoo-1', stock: 9, lastsDays: 21 }, order('S-1', 20_000, undefined, 'shampoo-1')],
    gets: ['second-purchase 2027-04-17T01'],
  },
  {
    ...{ journeys: ['quote-opened'], who: 'quote' },
    facts: [
      { at: BEGIN, track: 'Quote Sent', properties: {} },
      { at: '2027-03-26T03:10:00.000Z', does: 'opened', template: 'quote' },
    ],
    ...{ gets: ['quote 2027-03-26T01'], tasks: ['견적'], told: ['quote-told'] },
  },
  {
    ...{ journeys: ['mail-or-text'], who: 'bounced', traits: { email: 'bounce+ready@simulator.amazonses.com' } },
    facts: [{ at: BEGIN, enter: 'mail-or-text', times: 1 }],
    gets: ['notice 2027-03-26T01', 'notice-text 2027-03-26T01'],
  },
  {
    ...{ journeys: ['field-changed'], who: 'gold', traits: { plan: 'free' } },
    facts: [{ at: BEGIN, traits: { plan: 'gold' } }],
    gets: ['offer 2027-03-26T01'],
  },
  {
    ...{ journeys: ['back-in-stock'], who: 'waiting' },
    facts: [
      { at: BEGIN, product: 'mug-1', stock: 0 },
      { at: BEGIN, track: 'Back In Stock Requested', properties: { product_id: 'mug-1' } },
      { at: '2027-03-26T03:10:00.000Z', product: 'mug-1', stock: 5 },
    ],
    gets: ['back-in-stock 2027-03-26T03'],
  },
  {
    ...{ journeys: ['review-request', 'nps-after-delivery'], who: 'delivered' },
    facts: [
      { at: BEGIN, track: 'Order Delivered', properties: { order_id: 'D-1' } },
      { at: '2027-03-30T01:10:00.000Z', scores: 2, template: 'nps' },
    ],
    ...{ gets: ['nps 2027-03-30T01', 'review-request 2027-04-02T10'], tasks: ['낮은 점수'] },
  },
  {
    // Nine in the morning in Berlin: an hour earlier by UTC a year later, when the clocks have changed already.
    ...{ journeys: ['birthday'], who: 'born', traits: { birthday: '1990-03-27', timezone: 'Europe/Berlin' } },
    gets: ['birthday 2027-03-27T08', 'birthday 2028-03-27T07'],
  },
  {
    ...{ journeys: ['anniversary'], who: 'loyal', traits: { signed_up_at: '2026-03-27' } },
    gets: ['anniversary 2027-03-27T01', 'anniversary 2028-03-27T01'],
  },
  {
    ...{ journeys: ['renewal-popup'], who: 'renewal', traits: { contract_ends_at: '2027-04-03' } },
    ...{ gets: [], tasks: ['갱신하지'] },
  },
  {
    ...{ journeys: ['contract-page'], who: 'contract', traits: { stage: 'lead' } },
    facts: [{ at: BEGIN, traits: { stage: 'contract' } }],
    gets: ['contract-page 2027-03-26T01'],
  },
  {
    ...{ journeys: ['sunset'], who: 'silent' },
    facts: [{ at: BEGIN, enter: 'letters', times: 10 }],
    gets: [...Array.from({ length: 10 }, () => 'letter 2027-03-26T01'), 'stay-or-go 2027-03-27T01'],
    becomes: { sunset: true },
  },
  {
    ...{ journeys: ['consent-reconfirmation'], who: 'agreed', traits: { 'consent.at': '2025-04-20T00:00:00.000Z' } },
    gets: ['keep-consent 2027-03-27T01', 'keep-consent 2027-04-10T02'],
  },
  {
    // Bought every ten days, and twice as long not at all by the first of April.
    ...{ journeys: ['win-back'], who: 'fading' },
    facts: ['01-20', '01-30', '02-09', '02-19', '03-01', '03-11'].map((day) =>
      order(`F-${day}`, 20_000, `2027-${day}T01:00:00.000Z`),
    ),
    gets: ['win-back 2027-04-03T01', 'win-back-offer 2027-04-17T01'],
  },
];

/** Journeys whose stories are over by the next morning, quiet hours among them: what every run of the tests plays. */
const SHORT = ['clicked-promotion', 'quote-opened', 'mail-or-text', 'field-changed', 'back-in-stock'];
export const SHORT_STORIES = STORIES.filter(({ journeys }) => journeys.some((id) => SHORT.includes(id)));

/** The clock stands still at each of these; what happens there happens after the time has come. Nights: the run of the night is asked for. */
export const MOMENTS: readonly { readonly to: string; readonly night?: true }[] = [
  { to: '2027-03-26T02:30:00.000Z' },
  { to: '2027-03-26T03:10:00.000Z', night: true },
  { to: '2027-03-26T11:30:00.000Z' },
  { to: '2027-03-26T12:45:00.000Z' },
  { to: '2027-03-26T23:05:00.000Z' },
  { to: '2027-03-27T01:10:00.000Z' },
  { to: '2027-03-27T03:45:00.000Z' },
  { to: '2027-03-27T08:10:00.000Z' },
  { to: '2027-03-29T02:00:00.000Z' },
  { to: '2027-03-30T01:10:00.000Z' },
  { to: '2027-04-02T02:00:00.000Z' },
  { to: '2027-04-02T10:10:00.000Z' },
  { to: '2027-04-02T16:00:00.000Z' },
  { to: '2027-04-03T01:10:00.000Z' },
  { to: '2027-04-09T02:00:00.000Z' },
  { to: '2027-04-10T01:05:00.000Z' },
  { to: '2027-04-10T02:30:00.000Z' },
  { to: '2027-04-16T02:00:00.000Z' },
  { to: '2027-04-17T01:30:00.000Z' },
  { to: '2027-04-25T02:00:00.000Z' },
  { to: '2027-04-26T01:10:00.000Z' },
  { to: '2028-03-25T00:00:00.000Z', night: true },
  { to: '2028-03-27T01:10:00.000Z' },
  { to: '2028-03-27T07:10:00.000Z' },
];
