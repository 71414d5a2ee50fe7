import { MAIL, mail, make, need, ORDER, onEvent, ordered, type ReadyMade, TEXT } from './make-ready.ts';
import { OF_PEOPLE } from './ready-made-people.ts';

/** A coupon for orders of one band of amounts: one per order, taken back when the order is. */
const band = (id: string, ko: string, en: string, pool: string, where: readonly object[]): ReadyMade =>
  make(id, ko, en, [ORDER, need('Order Completed', 'total'), MAIL], {
    trigger: { ...onEvent('Order Completed'), where },
    entry: { rule: 'perObject', property: 'order_id' },
    steps: [
      { id: 'code', type: 'coupon', pool, otherwise: 'out' },
      mail('mail', 'order-coupon'),
      { id: 'out', type: 'exit' },
    ],
  });

/** Journeys by what a person does. */
const OF_EVENTS: readonly ReadyMade[] = [
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
      { id: 'again', type: 'waitRepurchase', ifUnknown: { days: 30 } },
      { id: 'ten', type: 'waitUntil', at: '10:00' },
      mail('mail', 'second-purchase'),
    ],
  }),
  make(
    'back-in-stock',
    '재입고 알림',
    'Back in stock',
    [need('Back In Stock Requested', 'product_id|sku'), need('Product Restocked'), MAIL],
    {
      // The catalogue says it of each who asked, as soon as a product can be bought again; a shop without one says it itself.
      trigger: onEvent('Product Restocked'),
      startIf: { event: 'Back In Stock Requested', count: { gte: 1 }, within: { days: 180 } },
      entry: { rule: 'always' },
      steps: [mail('mail', 'back-in-stock')],
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
  band('order-coupon', '5만~10만 원 주문 쿠폰', 'Coupon for orders of 50,000 to 100,000', 'order-50000', [
    { property: 'total', gte: 50_000 },
    { property: 'total', lt: 100_000 },
  ]),
  band('order-coupon-100000', '10만 원 이상 주문 쿠폰', 'Coupon for orders of 100,000 and more', 'order-100000', [
    { property: 'total', gte: 100_000 },
  ]),
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

/** Every journey to begin with. */
export const READY_MADE: readonly ReadyMade[] = [...OF_EVENTS, ...OF_PEOPLE];
