import { describe, expect, it } from 'vitest';
import {
  describeEntry,
  describeSpan,
  describeStep,
  describeTrigger,
  type JourneyNames,
  placeOf,
  waysOf,
} from '../../../shared/journeys/describe.ts';
import { journeySchema } from '../../../shared/journeys/journey.ts';
import { stepSchema } from '../../../shared/journeys/step.ts';
import { triggerSchema } from '../../../shared/journeys/trigger.ts';

const names: JourneyNames = {
  segment: (id) => (id === 'vip' ? '단골' : undefined),
  campaign: () => undefined,
  computed: () => undefined,
  template: (id) => (id === 'cart' ? '장바구니' : undefined),
  currency: 'KRW',
};
const trigger = (body: object) => triggerSchema.parse(body);
const step = (body: object) => stepSchema.parse({ id: 's', ...body });

describe('a journey in words', () => {
  it.each([
    [{ on: 'event', event: 'Signed Up' }, '‘Signed Up’ 이벤트가 들어오면 시작합니다.', 'When “Signed Up” comes in.'],
    [
      { on: 'event', event: 'Product Added', where: [{ property: 'price', gte: 30_000 }] },
      'price가 30,000 이상인 ‘Product Added’ 이벤트가 들어오면 시작합니다.',
      'When “Product Added” where price is 30,000 or more comes in.',
    ],
    [
      { on: 'segment', segment: 'vip', move: 'left' },
      '‘단골’ 세그먼트에서 나가면 시작합니다.',
      'When the person leaves the segment “단골”.',
    ],
    [{ on: 'trait', trait: 'grade' }, '특성 ‘grade’가 바뀌면 시작합니다.', 'When the trait “grade” changes.'],
    [
      { on: 'date', trait: 'birthday', offsetDays: -7, at: '09:00', everyYear: true },
      '해마다 ‘birthday’의 7일 전 09:00에 시작합니다.',
      '7 days before “birthday” every year, at 09:00.',
    ],
    [
      { on: 'message', outcome: 'clicked', campaign: 'spring' },
      '‘spring’ 메시지의 결과가 ‘눌러 봄’이면 시작합니다.',
      'When the message “spring” was clicked.',
    ],
    [{ on: 'api' }, 'API가 부를 때 시작합니다.', 'When the API says so.'],
  ])('says what starts it: %j', (body, ko, en) => {
    expect(describeTrigger(trigger(body), 'ko', names)).toBe(ko);
    expect(describeTrigger(trigger(body), 'en', names)).toBe(en);
  });

  it.each([
    [{ type: 'wait', for: { days: 1, hours: 2 } }, '1일 2시간 기다립니다.', 'Wait 1 day 2 hours.'],
    [
      { type: 'waitUntil', at: '09:30', weekdays: [1, 5] },
      '그 사람의 시계로 월·금요일 09:30까지 기다립니다.',
      'Wait until 09:30 on Mon, Fri by the person’s clock.',
    ],
    [
      { type: 'waitFor', for: { message: { step: 'mail', is: 'opened' } }, within: { days: 3 } },
      '‘mail’ 메시지가 열어 봄: 길어야 3일 기다립니다.',
      'Wait for the message “mail” was opened, 3 days at most.',
    ],
    [
      { type: 'waitRepurchase' },
      '산 상품을 다시 살 때까지 기다립니다. 언제인지 모르면 30일 기다립니다.',
      'Wait until what was bought is bought again, 30 days where nobody knows when.',
    ],
    [{ type: 'message', templateId: 'cart' }, '‘장바구니’ 메시지를 보냅니다.', 'Send “장바구니”.'],
    [{ type: 'message', templateId: 'gone' }, '‘gone’ 메시지를 보냅니다.', 'Send “gone”.'],
    [{ type: 'coupon', pool: 'spring' }, '‘spring’ 쿠폰을 줍니다.', 'Give a coupon of “spring”.'],
    [{ type: 'task', title: '전화' }, '할 일 ‘전화’를 만듭니다.', 'Open the task “전화”.'],
    [{ type: 'task', title: '감사 선물' }, '할 일 ‘감사 선물’을 만듭니다.', 'Open the task “감사 선물”.'],
    [{ type: 'exit' }, '여기서 나갑니다.', 'Leave here.'],
  ])('says what a step does: %j', (body, ko, en) => {
    expect(describeStep(step(body), 'ko', names)).toBe(ko);
    expect(describeStep(step(body), 'en', names)).toBe(en);
  });

  it('says how often, and a span in its units', () => {
    expect(describeEntry({ rule: 'perObject', property: 'order_id' }, 'ko')).toBe('‘order_id’마다 한 번 들어옵니다.');
    expect(describeSpan({ minutes: 90 }, 'en')).toBe('90 minutes');
    expect(describeSpan({ days: 1, minutes: 0 }, 'ko')).toBe('1일');
  });

  it('says where each step leads, in the order in which ways are tried', () => {
    const journey = journeySchema.parse({
      name: 'n',
      trigger: { on: 'api' },
      steps: [
        { id: 'who', type: 'branch', branches: [{ if: { computed: 'orders', gte: 2 }, to: 'mail' }] },
        { id: 'out', type: 'exit' },
        { id: 'mail', name: '인사', type: 'message', templateId: 'cart', fallback: { to: 'toss' } },
        {
          id: 'toss',
          type: 'split',
          paths: [
            { share: 1, to: 'out' },
            { share: 3, to: 'wait' },
          ],
        },
        { id: 'wait', type: 'waitFor', for: { event: 'Order Completed' }, within: { hours: 5 }, otherwise: 'out' },
        { id: 'end', type: 'wait', for: { hours: 1 } },
      ],
    });
    const told = journey.steps.map((one) =>
      waysOf(journey, one, 'ko', names).map(({ when, to }) => `${when} → ${placeOf(journey, to, 'ko', names) ?? '끝'}`),
    );
    expect(told).toEqual([
      ['주문 수가 2 이상인 고객입니다. → 3. 인사', '나머지 → 2. 여기서 나갑니다'],
      [],
      [' → 4. 정한 비율로 나뉩니다', '반송되거나 6시간 안에 도착하지 않으면 → 4. 정한 비율로 나뉩니다'],
      ['25 % → 2. 여기서 나갑니다', '75 % → 5. ‘Order Completed’: 길어야 5시간 기다립니다'],
      ['그렇게 되면 → 6. 1시간 기다립니다', '안 되면 → 2. 여기서 나갑니다'],
      [' → 끝'],
    ]);
  });
});
