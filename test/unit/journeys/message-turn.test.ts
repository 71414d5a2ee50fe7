import { expect, it } from 'vitest';
import { messageTurn } from '../../../shared/journeys/message-turn.ts';
import { stepSchema } from '../../../shared/journeys/step.ts';
import { HOUR, toIso } from '../../../shared/platform/clock.ts';

const SENT = Date.parse('2026-11-23T01:00:00.000Z');
const handedOverAt = toIso(SENT);
const later = toIso(SENT + HOUR);
const step = stepSchema.parse({
  ...{ id: 'quote', type: 'message', templateId: 'quote' },
  fallback: { to: 'text', after: { hours: 24 } },
});
if (step.type !== 'message') throw new Error('It is a message.');
const turn = (facts: object, now: number) => messageTurn(step, { status: 'sent', handedOverAt, ...facts }, now);

it('the other channel is taken when nothing is heard in time, and at once when it came back', () => {
  expect(turn({}, SENT + HOUR)).toEqual({ kind: 'wait', until: SENT + 24 * HOUR });
  expect(turn({}, SENT + 24 * HOUR)).toEqual({ kind: 'fallback', result: 'notDelivered' });
  expect(turn({ bouncedAt: later }, SENT + HOUR)).toEqual({ kind: 'fallback', result: 'bounced' });
});

it.each(['deliveredAt', 'openedAt', 'clickedAt', 'complainedAt', 'unsubscribedAt'])(
  'no other channel follows what the person had in their hands: %s',
  (said) => {
    expect(turn({ [said]: later }, SENT + 48 * HOUR)).toEqual({ kind: 'next', result: 'delivered' });
  },
);
