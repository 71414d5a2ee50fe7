import { describe, expect, it } from 'vitest';
import { type Journey, journeySchema } from '../../../shared/journeys/journey.ts';
import { simulate } from '../../../shared/journeys/simulate.ts';

const JOURNEY = {
  name: 'Cart',
  trigger: { on: 'event', event: 'Product Added' },
  steps: [
    { id: 'wait', type: 'wait', for: { hours: 1 } },
    { id: 'mail', type: 'message', templateId: 'cart' },
  ],
};

const faultOf = (changes: object): string => {
  const read = journeySchema.safeParse({ ...JOURNEY, ...changes });
  return read.success ? 'none' : (read.error.issues[0]?.message ?? '');
};

const play = async (journey: object, events: readonly (readonly [string, string])[], zone = 'Asia/Seoul') => {
  const read: Journey = journeySchema.parse({ ...JOURNEY, ...journey });
  const { trace, runs } = await simulate(
    read,
    { journeyId: 'cart', version: 1 },
    {
      ...{ customerId: 'u:kim', outcomes: [], zone, shopZone: 'Asia/Seoul', rule: () => true },
      events: events.map(([at, name], index) => ({
        ...{
          type: 'track',
          name,
          at,
          receivedAt: at,
          messageId: `m${index}`,
          imported: false,
          body: { properties: {} },
        },
      })),
    },
    Date.parse('2030-01-01T00:00:00Z'),
  );
  return { did: trace.filter(({ what }) => what === 'did').map(({ at, step }) => `${at} ${step}`), runs };
};

describe('the definition of a journey', () => {
  it('is taken as a readable list of steps, with what is usual left out', () => {
    expect(journeySchema.parse(JOURNEY)).toMatchObject({ entry: { rule: 'once' }, control: 0, loops: 10 });
  });

  it.each([
    [
      'a step that nobody can come to',
      {
        steps: [
          { id: 'a', type: 'exit' },
          { id: 'b', type: 'goal' },
        ],
      },
      /nobody can come to the step "b"/,
    ],
    ['a next step that is not there', { steps: [{ id: 'a', type: 'goal', next: 'b' }] }, /names the step "b"/],
    [
      'two steps of one id',
      {
        steps: [
          { id: 'a', type: 'goal' },
          { id: 'a', type: 'exit' },
        ],
      },
      /id "a" of an earlier step/,
    ],
    [
      'a way round without a wait',
      {
        steps: [
          { id: 'a', type: 'goal' },
          { id: 'b', type: 'goal', next: 'a' },
        ],
      },
      /go round without end: a → b → a/,
    ],
    ['a wait of nothing', { steps: [{ id: 'a', type: 'wait', for: { minutes: 0 } }] }, /a minute or longer/],
    ['a wait of four years', { steps: [{ id: 'a', type: 'wait', for: { days: 1_461 } }] }, /1,100 days or shorter/],
    [
      'the outcome of what is no message',
      { steps: [{ id: 'a', type: 'waitFor', for: { message: { step: 'a', is: 'opened' } }, within: { days: 1 } }] },
      /no message of this journey/,
    ],
    [
      'objects where there are none',
      { trigger: { on: 'segment', segment: 's', move: 'entered' }, entry: { rule: 'perObject', property: 'id' } },
      /this trigger has none/,
    ],
    [
      'a consent that nobody gave',
      { steps: [{ id: 'a', type: 'updateTrait', trait: 'consent.email.ad', value: 'Y' }] },
      /only the person gives one/,
    ],
    ['101 steps', { steps: Array.from({ length: 101 }, (_, index) => ({ id: `s${index}`, type: 'goal' })) }, /100/],
  ])('refuses %s', (_what, changes, message) => {
    expect(faultOf(changes)).toMatch(message);
  });

  it('takes a way round that waits', () => {
    const steps = [
      { id: 'a', type: 'wait', for: { days: 1 } },
      { id: 'b', type: 'goal', next: 'a' },
    ];
    expect(faultOf({ steps })).toBe('none');
  });
});

describe('time in a journey', () => {
  it('waits a year to the minute', async () => {
    const steps = [
      { id: 'wait', type: 'wait', for: { days: 365 } },
      { id: 'mail', type: 'message', templateId: 'one-year' },
    ];
    expect((await play({ steps }, [['2026-11-23T01:00:00.000Z', 'Product Added']])).did).toEqual([
      '2027-11-23T01:00:00.000Z mail',
    ]);
  });

  it('waits until a time of day where the person is, on both sides of a change of the clocks', async () => {
    const steps = [
      { id: 'first', type: 'waitUntil', at: '10:00' },
      { id: 'one', type: 'coupon', pool: 'p' },
      { id: 'day', type: 'wait', for: { minutes: 1 } },
      { id: 'second', type: 'waitUntil', at: '10:00' },
      { id: 'two', type: 'coupon', pool: 'p' },
    ];
    // Berlin puts its clocks forward at 01:00 UTC on 28 March 2027.
    const { did } = await play({ steps }, [['2027-03-26T20:00:00.000Z', 'Product Added']], 'Europe/Berlin');
    expect(did).toEqual(['2027-03-27T09:00:00.000Z one', '2027-03-28T08:00:00.000Z two']);
  });

  it('waits for a weekday, and takes the next time there is for one that the clocks leave out', async () => {
    const steps = [
      { id: 'sunday', type: 'waitUntil', at: '02:30', weekdays: [7] },
      { id: 'one', type: 'coupon', pool: 'p' },
    ];
    const { did } = await play({ steps }, [['2027-03-24T20:00:00.000Z', 'Product Added']], 'Europe/Berlin');
    expect(did).toEqual(['2027-03-28T01:30:00.000Z one']);
  });

  it('takes what happened before the wait was known of, and nothing that happened before the cause', async () => {
    const steps = [
      { id: 'bought', type: 'waitFor', for: { event: 'Order Completed' }, within: { hours: 2 }, otherwise: 'mail' },
      { id: 'out', type: 'exit', reason: 'bought' },
      { id: 'mail', type: 'message', templateId: 'cart' },
    ];
    const before = await play({ steps }, [
      ['2026-11-23T00:59:00.000Z', 'Order Completed'],
      ['2026-11-23T01:00:00.000Z', 'Product Added'],
    ]);
    expect(before.did).toEqual(['2026-11-23T03:00:00.000Z mail']);
    const after = await play({ steps }, [
      ['2026-11-23T01:00:00.000Z', 'Product Added'],
      ['2026-11-23T02:00:00.000Z', 'Order Completed'],
    ]);
    expect(after.did).toEqual([]);
    expect(after.runs).toMatchObject([{ end: 'exit', reason: 'bought' }]);
  });
});
