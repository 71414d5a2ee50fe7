import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTORS } from '../../../shared/feedback/actor.ts';
import { changesOf, type EngagedMessage, withFact } from '../../../shared/feedback/engagement.ts';
import type { Fact } from '../../../shared/feedback/fact.ts';
import { sentRow } from './rows.ts';

const noRate = () => undefined;
const having = (row: EngagedMessage, ...facts: Fact[]): EngagedMessage =>
  facts.reduce((known, fact) => withFact(known, fact, noRate), row);
const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 22, 1) + seconds * 1000).toISOString();

const click = (seconds: number, link = 'a', actor: 'human' | 'mpp' = 'human'): Fact => ({
  kind: 'clicked',
  at: at(seconds),
  link,
  actor,
  reason: 'browser',
});

const factArbitrary: fc.Arbitrary<Fact> = fc.integer({ min: 0, max: 40 }).chain((second) => {
  const time = at(second / 2);
  return fc.oneof(
    fc.constantFrom<Fact>(
      { kind: 'accepted', at: time },
      { kind: 'delivered', at: time },
      { kind: 'delayed', at: time, reason: 'General' },
      { kind: 'complained', at: time, feedbackType: 'abuse' },
      { kind: 'complained', at: time, feedbackType: 'not-spam' },
      { kind: 'complained', at: time, feedbackType: undefined, list: 'OnAccountSuppressionList' },
      { kind: 'rejected', at: time, reason: 'rejected' },
      { kind: 'unsubscribed', at: time },
      { kind: 'visited', at: time, link: 'u' },
      { kind: 'visited', at: time, link: 'p' },
      { kind: 'optedOut', at: time },
      { kind: 'bounced', at: time, type: 'Permanent', subType: 'General', deadAddress: true },
      { kind: 'bounced', at: time, type: 'Permanent', subType: 'NoEmail', deadAddress: true },
      { kind: 'bounced', at: time, type: 'Transient', subType: 'MailboxFull', deadAddress: false },
      { kind: 'priced', parts: 1 + (second % 3), usd: second / 100 },
    ),
    fc.constantFrom(...ACTORS).map((actor): Fact => ({ kind: 'opened', at: time, actor, reason: 'x' })),
    fc
      .tuple(fc.constantFrom(...ACTORS), fc.constantFrom('a', 'b', 'c'))
      .map(([actor, link]): Fact => ({ kind: 'clicked', at: time, link, actor, reason: 'x' })),
  );
});

describe('facts on a ledger row', () => {
  it('order and repetition of facts do not matter', async () => {
    const start = fc.constantFrom<EngagedMessage['status']>('sent', 'claimed', 'unknown', 'failed', 'deferred');
    const shuffled = fc
      .array(factArbitrary, { maxLength: 14 })
      .chain((facts) =>
        fc.tuple(
          fc.constant(facts),
          fc.shuffledSubarray([...facts, ...facts], { minLength: facts.length * 2, maxLength: facts.length * 2 }),
        ),
      );
    await fc.assert(
      fc.property(start, shuffled, (status, [facts, other]) => {
        const row = sentRow({ status });
        expect(having(row, ...other)).toEqual(having(row, ...facts));
      }),
      { numRuns: 500 },
    );
  });

  it('a fact that is known changes nothing, so nothing is written', async () => {
    await fc.assert(
      fc.property(fc.array(factArbitrary, { minLength: 1, maxLength: 10 }), (facts) => {
        const row = having(sentRow(), ...facts);
        for (const fact of facts) expect(changesOf(row, withFact(row, fact, noRate))).toBeUndefined();
      }),
    );
  });

  it('a receipt settles a hand-over whose answer was lost', () => {
    const lost = sentRow({ status: 'unknown', reason: 'noAnswer' });
    expect(having(lost, { kind: 'accepted', at: at(1) })).toMatchObject({ status: 'sent', reason: undefined });
    expect(having(sentRow({ status: 'claimed' }), click(60))).toMatchObject({ status: 'sent' });
    const changes = changesOf(lost, having(lost, { kind: 'delivered', at: at(1) }));
    expect(changes).toEqual({ set: { status: 'sent', deliveredAt: at(1) }, remove: ['reason'] });
  });

  it('a receipt never turns a skipped or control row into a message', () => {
    expect(having(sentRow({ status: 'skipped', reason: 'noConsent' }), click(9)).status).toBe('skipped');
    expect(having(sentRow({ status: 'control' }), click(9)).status).toBe('control');
  });

  it('what the provider took and then refused was not sent', () => {
    const rejected: Fact = { kind: 'rejected', at: at(2), reason: 'rejected' };
    expect(having(sentRow(), rejected, { kind: 'accepted', at: at(1) })).toMatchObject({
      status: 'failed',
      reason: 'rejected',
    });
  });

  it('"this is not spam" is no complaint', () => {
    expect(having(sentRow(), { kind: 'complained', at: at(5), feedbackType: 'not-spam' }).complainedAt).toBeUndefined();
  });

  it('the worst bounce stands, with the earliest time', () => {
    const row = having(
      sentRow(),
      { kind: 'bounced', at: at(9), type: 'Permanent', subType: 'NoEmail', deadAddress: true },
      { kind: 'bounced', at: at(3), type: 'Transient', subType: 'MailboxFull', deadAddress: false },
    );
    expect(row).toMatchObject({ bouncedAt: at(3), bounceType: 'Permanent', bounceSubType: 'NoEmail' });
  });

  it('the provider’s price replaces the estimate where there is a rate', () => {
    const price: Fact = { kind: 'priced', parts: 2, usd: 0.07 };
    expect(having(sentRow({ channel: 'sms' }), price)).toMatchObject({ parts: 2, costMilli: 150 });
    const converted = withFact(sentRow({ channel: 'sms' }), price, (micro) => Math.round(micro * 1.4));
    expect(converted.costMilli).toBe(98_000);
  });
});

describe('who opened and clicked', () => {
  it('opens by machines count apart from people', () => {
    const row = having(
      sentRow(),
      { kind: 'opened', at: at(1), actor: 'mpp', reason: 'appleMailPrivacy' },
      { kind: 'opened', at: at(50), actor: 'proxy', reason: 'imageProxy' },
    );
    expect(row).toMatchObject({ openedAt: at(1), openedHumanAt: at(50), opens: { mpp: at(1), proxy: at(50) } });
  });

  it('a click by a browser some time after delivery is a person', () => {
    const row = having(sentRow({ deliveredAt: at(1) }), click(30));
    expect(row).toMatchObject({ clickedAt: at(30), clickedHumanAt: at(30), personClicks: [at(30)] });
  });

  it('a click within two seconds of delivery is a scanner, also when delivery is reported later', () => {
    expect(having(sentRow(), { kind: 'delivered', at: at(10) }, click(11.5)).clickedHumanAt).toBeUndefined();
    const late = having(sentRow(), click(11.5));
    expect(late.clickedHumanAt).toBe(at(11.5));
    expect(having(late, { kind: 'delivered', at: at(10) }).clickedHumanAt).toBeUndefined();
  });

  it('two links at once or three in a row are a scanner, and take the first click with them', () => {
    const one = having(sentRow({ deliveredAt: at(0) }), click(30, 'a'));
    expect(one.clickedHumanAt).toBe(at(30));
    expect(having(one, click(31, 'b')).clickedHumanAt).toBeUndefined();
    expect(having(one, click(34, 'b')).clickedHumanAt).toBe(at(30));
    expect(having(one, click(34, 'b'), click(38, 'c')).clickedHumanAt).toBeUndefined();
  });

  it('a click beside the pages of the other links is a scanner, whichever comes first; a look at them later is a person’s', () => {
    const visit: Fact = { kind: 'visited', at: at(31), link: 'u' };
    const row = sentRow({ deliveredAt: at(0) });
    expect(having(row, click(30), visit)).toMatchObject({ clickedAt: at(30), clickedHumanAt: undefined });
    expect(having(row, visit, click(30)).clickedHumanAt).toBeUndefined();
    expect(having(row, click(10), visit)).toMatchObject({ clickedHumanAt: at(10) });
    expect(having(row, visit).clickedAt).toBeUndefined();
    expect(having(row, ...Array.from({ length: 50 }, (_, n): Fact => ({ ...visit, at: at(n) }))).visits).toHaveLength(
      10,
    );
  });

  it('the same link twice is a person who clicked twice', () => {
    expect(having(sentRow({ deliveredAt: at(0) }), click(30), click(31)).personClicks).toEqual([at(30), at(31)]);
  });

  it('a person after a scanner is still a person', () => {
    const row = having(sentRow({ deliveredAt: at(0) }), click(1, 'a'), click(1, 'b'), click(600, 'a'));
    expect(row).toMatchObject({ clickedAt: at(1), clickedHumanAt: at(600) });
  });

  it('a scanner that never stops does not fill the row', () => {
    const row = having(sentRow(), ...Array.from({ length: 200 }, (_, index) => click(100 + index, `l${index}`)));
    expect(row.clicks).toHaveLength(40);
  });
});
