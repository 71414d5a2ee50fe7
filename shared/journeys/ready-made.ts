import type { Capability, Need } from '../catalogue/readiness-rules.ts';
import { type Journey, journeySchema } from './journey.ts';

/** A journey to begin with, as data: what it needs to come in, and its steps. Templates and pools are named, and made by the shop. */
export interface ReadyMade extends Capability {
  readonly journey: Journey;
}

const need = (event: string | readonly string[], ...properties: string[]): Need => ({
  events: typeof event === 'string' ? [event] : event,
  properties,
});

const ORDER = need('Order Completed', 'order_id', 'total|revenue|products');
const MAIL = need('$identify', 'email');
const TEXT = need('$identify', 'phone');
const ordered = { event: 'Order Completed' };

const make = (
  id: string,
  ko: string,
  en: string,
  needs: readonly Need[],
  journey: Record<string, unknown>,
): ReadyMade => ({ id, name: { ko, en }, needs, journey: journeySchema.parse({ name: ko, ...journey }) });

const onEvent = (event: string) => ({ on: 'event', event });
const mail = (id: string, templateId: string, more: object = {}) => ({ id, type: 'message', templateId, ...more });

export const READY_MADE: readonly ReadyMade[] = [
  make('welcome-coupon', '가입 환영 쿠폰', 'Welcome coupon after sign-up', [need('Signed Up'), MAIL], {
    trigger: onEvent('Signed Up'),
    goal: ordered,
    steps: [
      { id: 'code', type: 'coupon', pool: 'welcome', otherwise: 'out' },
      mail('mail', 'welcome'),
      { id: 'week', type: 'wait', for: { days: 7 } },
      mail('remind', 'welcome-reminder'),
      { id: 'out', type: 'exit' },
    ],
  }),
  make('abandoned-cart', '두고 간 장바구니', 'Abandoned cart', [need('Product Added', 'product_id|sku'), ORDER, MAIL], {
    trigger: onEvent('Product Added'),
    entry: { rule: 'everyDays', days: 7 },
    goal: ordered,
    control: 0.1,
    steps: [
      { id: 'hour', type: 'wait', for: { hours: 1 } },
      mail('mail', 'cart'),
      { id: 'day', type: 'wait', for: { days: 1 } },
      mail('remind', 'cart-reminder'),
    ],
  }),
  make(
    'clicked-promotion',
    '프로모션을 누른 단골에게 특별 문자',
    'Promotion clicked by regulars: special text message',
    [ORDER, TEXT],
    {
      trigger: { on: 'message', outcome: 'clicked' },
      startIf: { event: 'Order Completed', count: { gte: 2 }, within: { days: 90 } },
      entry: { rule: 'everyDays', days: 30 },
      goal: ordered,
      control: 0.1,
      steps: [{ id: 'hour', type: 'wait', for: { hours: 1 } }, mail('text', 'special-text')],
    },
  ),
  make(
    'quote-opened',
    '견적 메일을 열면 전화 할 일',
    'Quote e-mail opened: a task to call',
    [need('Quote Sent'), MAIL],
    {
      trigger: onEvent('Quote Sent'),
      entry: { rule: 'always' },
      steps: [
        mail('quote', 'quote'),
        {
          ...{ id: 'opened', type: 'waitFor', for: { message: { step: 'quote', is: 'opened' } } },
          ...{ within: { days: 7 }, otherwise: 'out' },
        },
        { id: 'call', type: 'task', title: '견적을 확인한 고객에게 전화', dueIn: { hours: 4 } },
        { id: 'out', type: 'exit' },
      ],
    },
  ),
  make('mail-or-text', '메일이 닿지 않으면 문자', 'E-mail not delivered: a text message', [MAIL, TEXT], {
    trigger: { on: 'api' },
    entry: { rule: 'always' },
    steps: [
      mail('mail', 'notice', { fallback: { after: { hours: 6 }, to: 'text' } }),
      { id: 'out', type: 'exit' },
      mail('text', 'notice-text'),
    ],
  }),
  make(
    'field-changed',
    '고객 정보가 바뀌면 특별 제안',
    'A field changed: special offer',
    [need('$identify', 'plan'), MAIL],
    {
      trigger: { on: 'trait', trait: 'plan' },
      entry: { rule: 'everyDays', days: 30 },
      steps: [mail('offer', 'offer')],
    },
  ),
  make('second-purchase', '첫 구매에서 두 번째 구매로', 'From the first to the second purchase', [ORDER, MAIL], {
    trigger: onEvent('Order Completed'),
    startIf: { computed: 'orders', is: 1 },
    goal: ordered,
    control: 0.1,
    steps: [
      { id: 'month', type: 'wait', for: { days: 30 } },
      { id: 'ten', type: 'waitUntil', at: '10:00' },
      mail('mail', 'second-purchase'),
    ],
  }),
  make('win-back', '이탈 위험 고객 되찾기', 'Win-back by churn flag', [ORDER, MAIL], {
    trigger: { on: 'segment', segment: 'churn:at_risk', move: 'entered' },
    entry: { rule: 'everyDays', days: 180 },
    goal: ordered,
    control: 0.1,
    steps: [
      { id: 'ten', type: 'waitUntil', at: '10:00' },
      mail('mail', 'win-back'),
      { id: 'fortnight', type: 'wait', for: { days: 14 } },
      { id: 'code', type: 'coupon', pool: 'win-back', otherwise: 'out' },
      mail('offer', 'win-back-offer'),
      { id: 'out', type: 'exit' },
    ],
  }),
  make(
    'back-in-stock',
    '재입고 알림',
    'Back in stock',
    [need('Back In Stock Requested', 'product_id|sku'), need('Product Restocked'), MAIL],
    {
      trigger: onEvent('Back In Stock Requested'),
      entry: { rule: 'perObject', property: 'product_id' },
      steps: [
        { id: 'stock', type: 'waitFor', for: { event: 'Product Restocked' }, within: { days: 90 }, otherwise: 'out' },
        mail('mail', 'back-in-stock'),
        { id: 'out', type: 'exit' },
      ],
    },
  ),
  make('review-request', '상품 후기 요청', 'Review request', [need('Order Delivered', 'order_id'), MAIL], {
    trigger: onEvent('Order Delivered'),
    entry: { rule: 'perObject', property: 'order_id' },
    goal: { event: 'Product Reviewed' },
    steps: [
      { id: 'week', type: 'wait', for: { days: 7 } },
      { id: 'seven', type: 'waitUntil', at: '19:00' },
      mail('ask', 'review-request'),
    ],
  }),
  make('order-coupon', '주문 금액별 쿠폰', 'Coupon by order amount', [ORDER, MAIL], {
    trigger: { ...onEvent('Order Completed'), where: [{ property: 'total', gte: 50_000 }] },
    entry: { rule: 'perObject', property: 'order_id' },
    steps: [
      { id: 'code', type: 'coupon', pool: 'order-50000', otherwise: 'out' },
      mail('mail', 'order-coupon'),
      { id: 'out', type: 'exit' },
    ],
  }),
  // Played by `Order Delivered` with an `order_id`; the answer comes back as `Survey Answered` of `kind` nps. The template `nps` carries the survey.
  make(
    'nps-after-delivery',
    '배송 후 만족도 조사(NPS)',
    'NPS after delivery',
    [need('Order Delivered', 'order_id'), MAIL],
    {
      trigger: onEvent('Order Delivered'),
      entry: { rule: 'everyDays', days: 90 },
      steps: [
        { id: 'days', type: 'wait', for: { days: 3 } },
        { id: 'ten', type: 'waitUntil', at: '10:00' },
        mail('ask', 'nps'),
        {
          ...{ id: 'unhappy', type: 'waitFor', within: { days: 14 }, otherwise: 'out' },
          for: {
            event: 'Survey Answered',
            where: [
              { property: 'kind', is: 'nps' },
              { property: 'group', is: 'detractor' },
            ],
          },
        },
        { id: 'call', type: 'task', title: '낮은 점수를 준 고객에게 연락', dueIn: { days: 1 } },
        { id: 'out', type: 'exit' },
      ],
    },
  ),
];
