import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_TOPICS, mergeLedgers } from '../../../shared/consent/consent-ledger.ts';
import { adConsent, consentOf, consentState, ledgerOf, objectionOf } from '../../../shared/consent/consent-state.ts';
import { CONSENT_BASES, CONSENT_CHANNELS, CONSENT_PURPOSES, type Evidence } from '../../../shared/consent/evidence.ts';
import { SUPPRESSION_REASONS, type Suppression, suppressedBy } from '../../../shared/consent/suppression.ts';
import { naiveConsent, naiveObjection } from '../profiles/naive-consent.ts';

const NOW = Date.parse('2026-11-22T00:00:00.000Z');

const time = fc
  .integer({ min: 0, max: 6 })
  .map((hour) => new Date(Date.parse('2026-11-20T00:00:00.000Z') + hour * 3_600_000).toISOString());

const evidence: fc.Arbitrary<Evidence> = fc
  .record({
    id: fc.nat({ max: 30 }).map(String),
    channel: fc.constantFrom(...CONSENT_CHANNELS),
    purpose: fc.constantFrom(...CONSENT_PURPOSES, 'topic', 'profiling' as const),
    topic: fc.constantFrom('news', 'sale'),
    confirmed: fc.constantFrom(true as const, undefined),
    state: fc.constantFrom('granted' as const, 'withdrawn' as const),
    basis: fc.constantFrom(...CONSENT_BASES),
    at: fc.option(time, { nil: undefined }),
    receivedAt: time,
    eventKey: fc.nat({ max: 5 }).map((number) => `k${number}`),
  })
  .map(({ at, purpose, topic, confirmed, channel, ...row }) => ({
    ...{ customerId: 'u:kim', source: 'test', ...row },
    channel: purpose === 'profiling' ? 'person' : channel,
    ...(purpose === 'topic' ? { purpose: 'ad', topic } : { purpose }),
    ...(at === undefined ? {} : { at }),
    ...(confirmed ? { confirmed } : {}),
  }));

const row = (fields: Partial<Evidence>): Evidence => ({
  customerId: 'u:kim',
  id: `${fields.receivedAt}${fields.state}`,
  channel: 'email',
  purpose: 'ad',
  state: 'granted',
  basis: 'explicit',
  receivedAt: '2026-11-20T00:00:00.000Z',
  eventKey: 'k',
  source: 'test',
  ...fields,
});
const granted = (at: string | undefined, receivedAt: string): Evidence =>
  row({ receivedAt, ...(at === undefined ? {} : { at }) });
const withdrawn = (at: string, receivedAt: string): Evidence => row({ state: 'withdrawn', at, receivedAt });

const stateOf = (...rows: Evidence[]) => consentState(rows, NOW).email?.ad?.state;

/** One row per id, the first received. */
const counted = (rows: readonly Evidence[]): Evidence[] =>
  [...rows]
    .sort((a, b) => (`${a.receivedAt} ${a.eventKey}` < `${b.receivedAt} ${b.eventKey}` ? -1 : 1))
    .filter((one, index, all) => all.findIndex(({ id }) => id === one.id) === index);

/** Consent without what the naive model does not say. */
const withoutMarks = (consent: unknown): unknown =>
  JSON.parse(
    JSON.stringify(consent, (name, value: unknown) => (['basis', 'dated'].includes(name) ? undefined : value)),
  );

describe('the state of consent', () => {
  it('is the naive model’s for any evidence in any order', async () => {
    await fc.assert(
      fc.property(
        fc.array(evidence, { maxLength: 12 }).map((rows) => {
          const keys = new Set<string>();
          // Two rows of one id with the same receipt and key would be one row of the table.
          return rows.filter(({ id, receivedAt, eventKey }) => {
            const key = `${id} ${receivedAt} ${eventKey}`;
            if (keys.has(key)) return false;
            keys.add(key);
            return true;
          });
        }),
        fc.option(time, { nil: undefined }),
        fc.option(time, { nil: undefined }),
        (rows, since, lastTransactionAt) => {
          const policy = {
            doubleOptIn: since === undefined ? undefined : { email: since, sms: since, push: since, kakao: since },
            lastTransactionAt,
          };
          const rules = { lastTransactionAt, now: new Date(NOW).toISOString(), ...(since ? { since } : {}) };
          const actual = consentState(rows, NOW, policy);
          expect(withoutMarks(actual)).toEqual(naiveConsent(counted(rows), rules));
          expect(consentState(rows.toReversed(), NOW, policy)).toEqual(actual);
          expect(objectionOf(ledgerOf(rows))).toBe(naiveObjection(counted(rows)));
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('is the same whether statements were folded one by one or in parts', async () => {
    await fc.assert(
      fc.property(fc.array(evidence, { maxLength: 12 }), fc.nat({ max: 12 }), (rows, cut) => {
        const once = counted(rows);
        const parts = mergeLedgers(ledgerOf(once.slice(cut)), ledgerOf(once.slice(0, cut)));
        expect(consentOf(parts)).toEqual(consentOf(ledgerOf(once)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('counts a grant from the earlier of its time and its receipt', () => {
    const refusal = withdrawn('2026-11-20T05:00:00.000Z', '2026-11-20T05:00:00.000Z');
    expect(stateOf(refusal, granted('2026-11-20T04:00:00.000Z', '2026-11-20T09:00:00.000Z'))).toBe('withdrawn');
    expect(stateOf(refusal, granted('2027-01-01T00:00:00.000Z', '2026-11-20T04:00:00.000Z'))).toBe('withdrawn');
    expect(stateOf(refusal, granted('2026-11-20T06:00:00.000Z', '2026-11-20T06:00:01.000Z'))).toBe('granted');
  });

  it('counts a withdrawal from its receipt, however old it claims to be', () => {
    const consent = granted('2026-11-20T06:00:00.000Z', '2026-11-20T06:00:00.000Z');
    expect(stateOf(consent, withdrawn('2020-01-01T00:00:00.000Z', '2026-11-20T07:00:00.000Z'))).toBe('withdrawn');
  });

  it('lets refusal win a tie, and any refusal win over a grant without a time', () => {
    const moment = '2026-11-20T05:00:00.000Z';
    expect(stateOf(granted(moment, moment), withdrawn(moment, moment))).toBe('withdrawn');
    expect(stateOf(withdrawn(moment, moment), granted(undefined, '2026-11-21T00:00:00.000Z'))).toBe('withdrawn');
    expect(stateOf(granted(undefined, moment))).toBe('granted');
  });

  it('ends a consent by transaction after six months, and lets no transaction undo a refusal', () => {
    const trade = (at: string) => row({ basis: 'transaction', at, receivedAt: at });
    const at = (rows: Evidence[], now: string) => consentState(rows, Date.parse(now)).email?.ad;
    const bought = trade('2026-08-31T10:00:00.000Z');
    expect(at([bought], '2027-02-28T09:59:59.999Z')).toMatchObject({
      basis: 'transaction',
      expiresAt: '2027-02-28T10:00:00.000Z',
    });
    expect(at([bought], '2027-02-28T10:00:00.000Z')).toBeUndefined();
    const refused = withdrawn('2026-08-01T00:00:00.000Z', '2026-08-01T00:00:00.000Z');
    expect(at([refused, bought], '2026-09-01T00:00:00.000Z')?.state).toBe('withdrawn');
  });

  it('takes the night away with the ads, and does not give it back with them', () => {
    const night = row({
      id: 'n',
      channel: 'sms',
      purpose: 'night',
      at: '2026-11-20T01:00:00.000Z',
      receivedAt: '2026-11-20T01:00:00.000Z',
    });
    const stop = row({ id: 's', channel: 'sms', state: 'withdrawn', receivedAt: '2026-11-20T02:00:00.000Z' });
    const again = row({
      id: 'a',
      channel: 'sms',
      at: '2026-11-20T03:00:00.000Z',
      receivedAt: '2026-11-20T03:00:00.000Z',
    });
    expect(consentState([night, stop, again], NOW).sms).toMatchObject({
      ad: { state: 'granted' },
      night: { state: 'withdrawn' },
    });
    expect(consentState([stop], NOW).sms?.night).toBeUndefined();
  });
});

describe('a topic', () => {
  it('that was refused stays refused until who asked for it again has confirmed, whatever is allowed in general', () => {
    const said = (id: string, state: 'granted' | 'withdrawn', hour: number, more: Partial<Evidence> = {}) => {
      const at = `2026-11-20T0${hour}:00:00.000Z`;
      return row({ id, state, at, receivedAt: at, ...more });
    };
    const rows = [
      said('all', 'granted', 1, { confirmed: true }),
      said('no', 'withdrawn', 2, { topic: 'news' }),
      said('again', 'granted', 3, { topic: 'news' }),
    ];
    const doubleOptIn = { email: '2026-11-01T00:00:00.000Z' };
    const news = (...more: Evidence[]) =>
      adConsent(consentState([...rows, ...more], NOW, { doubleOptIn }).email, 'news')?.state;
    expect(news()).toBe('pending');
    expect(news(said('yes', 'granted', 4, { topic: 'news', confirmed: true }))).toBe('granted');
  });

  const topic = (state: 'granted' | 'withdrawn', hour: number, name = 'news') => {
    const at = `2026-11-20T0${hour}:00:00.000Z`;
    return row({ id: `${name}${hour}`, topic: name, state, at, receivedAt: at });
  };
  const general = (state: 'granted' | 'withdrawn', hour: number) => {
    const { topic: _none, ...said } = topic(state, hour);
    return { ...said, id: `all${hour}` };
  };
  const ads = (name: string | undefined, ...rows: Evidence[]) => adConsent(consentState(rows, NOW).email, name)?.state;

  it('goes with ads in general while nothing else was said', () => {
    expect(ads('news', general('granted', 1))).toBe('granted');
    expect(ads('news')).toBeUndefined();
  });

  it('that was refused leaves the others, and does not come back with a consent to ads', () => {
    const rows = [general('granted', 1), topic('withdrawn', 2)];
    expect([ads('news', ...rows), ads('sale', ...rows), ads(undefined, ...rows)]).toEqual([
      'withdrawn',
      'granted',
      'granted',
    ]);
    expect(ads('news', ...rows, general('granted', 3))).toBe('withdrawn');
    expect(ads('news', ...rows, topic('granted', 3))).toBe('granted');
  });

  it('can be all that is allowed, until ads are refused', () => {
    const rows = [general('withdrawn', 1), topic('granted', 2)];
    expect([ads('news', ...rows), ads('sale', ...rows), ads(undefined, ...rows)]).toEqual([
      'granted',
      'withdrawn',
      'withdrawn',
    ]);
    expect(ads('news', ...rows, general('withdrawn', 3))).toBe('withdrawn');
  });

  it('does not let a stranger fill the profile: so many are kept, the same in whatever parts they come', () => {
    const many = Array.from({ length: MAX_TOPICS + 20 }, (_, index) => topic('granted', 1, `t${index}`));
    const kept = mergeLedgers({}, ledgerOf(many));
    expect(Object.keys(kept)).toHaveLength(MAX_TOPICS);
    const halves = mergeLedgers(
      mergeLedgers({}, ledgerOf(many.slice(30))),
      mergeLedgers({}, ledgerOf(many.slice(0, 30))),
    );
    expect(consentOf(halves)).toEqual(consentOf(kept));
  });
});

describe('double opt-in', () => {
  const since = '2026-11-20T03:00:00.000Z';
  const stateUnder = (...rows: Evidence[]) =>
    consentState(rows, NOW, { doubleOptIn: { email: since } }).email?.ad?.state;
  const asked = granted('2026-11-20T04:00:00.000Z', '2026-11-20T04:00:00.000Z');

  it('lets a grant wait until it is confirmed', () => {
    expect(stateUnder(asked)).toBe('pending');
    expect(stateUnder({ ...asked, confirmed: true })).toBe('granted');
  });

  it('leaves what was received before it was switched on, and no claimed time gets around it', () => {
    expect(stateUnder(granted('2026-11-20T02:00:00.000Z', '2026-11-20T02:00:00.000Z'))).toBe('granted');
    expect(stateUnder(granted('2026-11-20T02:00:00.000Z', '2026-11-20T04:00:00.000Z'))).toBe('pending');
  });

  it('is no way around a refusal', () => {
    expect(stateUnder(asked, withdrawn('2026-11-20T05:00:00.000Z', '2026-11-20T05:00:00.000Z'))).toBe('withdrawn');
    expect(stateUnder(granted(undefined, '2026-11-20T06:00:00.000Z'))).toBe('pending');
  });
});

describe('a consent by transaction', () => {
  it('is carried on by each later order, and not by one before a refusal', () => {
    const bought = row({
      basis: 'transaction',
      at: '2026-01-01T00:00:00.000Z',
      receivedAt: '2026-01-01T00:00:00.000Z',
    });
    const state = (lastTransactionAt: string | undefined, ...rows: Evidence[]) =>
      consentState(rows, NOW, { lastTransactionAt }).email?.ad;
    expect(state(undefined, bought)).toBeUndefined();
    expect(state('2026-07-01T00:00:00.000Z', bought)).toMatchObject({ expiresAt: '2027-01-01T00:00:00.000Z' });
    const refused = withdrawn('2026-02-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z');
    expect(state('2026-07-01T00:00:00.000Z', bought, refused)?.state).toBe('withdrawn');
  });
});

describe('a suppressed address', () => {
  const mark = (reason: (typeof SUPPRESSION_REASONS)[number]): Suppression => ({
    address: 'hash',
    channel: 'email',
    ad: { reason, at: '2026-11-20T05:00:00.000Z' },
  });
  const consentAt = (at: string | undefined, receivedAt: string) => consentState([granted(at, receivedAt)], NOW).email;
  const newer = consentAt('2026-11-20T05:00:00.001Z', '2026-11-20T06:00:00.000Z');

  it('is freed by a newer explicit grant only if the refusal was the person’s own', () => {
    const freed = SUPPRESSION_REASONS.filter((reason) => suppressedBy(mark(reason), newer, 'ad') === undefined);
    expect(freed).toEqual(['withdrawal', 'unsubscribe', 'stop', 'erased']);
  });

  it('stays suppressed for a grant of the same moment, without a time, or by transaction', () => {
    const moment = '2026-11-20T05:00:00.000Z';
    const byTrade = consentState(
      [row({ basis: 'transaction', at: '2026-11-21T00:00:00.000Z', receivedAt: '2026-11-21T00:00:00.000Z' })],
      NOW,
    ).email;
    for (const consent of [
      undefined,
      consentAt(moment, moment),
      consentAt(undefined, '2026-11-21T00:00:00.000Z'),
      byTrade,
    ]) {
      expect(suppressedBy(mark('unsubscribe'), consent, 'ad')).toBeDefined();
    }
  });

  it('is suppressed for the purpose that was refused, and for all after a bounce', () => {
    expect(suppressedBy(mark('unsubscribe'), undefined, 'info')).toBeUndefined();
    expect(suppressedBy(mark('unsubscribe'), undefined, 'night')).toBeDefined();
    const bounced: Suppression = {
      address: 'hash',
      channel: 'email',
      all: { reason: 'bounce', at: '2026-11-20T05:00:00.000Z' },
    };
    expect(suppressedBy(bounced, newer, 'info')).toMatchObject({ reason: 'bounce' });
    expect(suppressedBy(undefined, undefined, 'ad')).toBeUndefined();
  });
});
