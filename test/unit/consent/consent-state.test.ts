import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addStatement,
  type ConsentLedger,
  consentOf,
  consentState,
  mergeLedgers,
} from '../../../shared/consent/consent-state.ts';
import { CONSENT_BASES, CONSENT_CHANNELS, CONSENT_PURPOSES, type Evidence } from '../../../shared/consent/evidence.ts';
import { SUPPRESSION_REASONS, type Suppression, suppressedBy } from '../../../shared/consent/suppression.ts';
import { naiveConsent } from '../profiles/naive-profile.ts';

const NOW = Date.parse('2026-11-22T00:00:00.000Z');

const time = fc
  .integer({ min: 0, max: 6 })
  .map((hour) => new Date(Date.parse('2026-11-20T00:00:00.000Z') + hour * 3_600_000).toISOString());

const evidence: fc.Arbitrary<Evidence> = fc
  .record({
    id: fc.nat({ max: 30 }).map(String),
    channel: fc.constantFrom(...CONSENT_CHANNELS),
    purpose: fc.constantFrom(...CONSENT_PURPOSES),
    state: fc.constantFrom('granted' as const, 'withdrawn' as const),
    basis: fc.constantFrom(...CONSENT_BASES),
    at: fc.option(time, { nil: undefined }),
    receivedAt: time,
    eventKey: fc.nat({ max: 5 }).map((number) => `k${number}`),
  })
  .map(({ at, ...row }) => ({ customerId: 'u:kim', source: 'test', ...row, ...(at === undefined ? {} : { at }) }));

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
        (rows) => {
          const expected = naiveConsent(counted(rows));
          const actual = consentState(rows, NOW);
          for (const channel of CONSENT_CHANNELS) {
            for (const purpose of CONSENT_PURPOSES) {
              const { state, at } = actual[channel]?.[purpose] ?? {};
              expect([state, at]).toEqual([expected[channel]?.[purpose]?.state, expected[channel]?.[purpose]?.at]);
            }
          }
          expect(consentState(rows.toReversed(), NOW)).toEqual(actual);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('is the same whether statements were folded one by one or in parts', async () => {
    await fc.assert(
      fc.property(fc.array(evidence, { maxLength: 12 }), fc.nat({ max: 12 }), (rows, cut) => {
        const fold = (some: readonly Evidence[]) => some.reduce<ConsentLedger>(addStatement, {});
        expect(consentOf(mergeLedgers(fold(rows.slice(cut)), fold(rows.slice(0, cut))))).toEqual(consentOf(fold(rows)));
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
    expect(freed).toEqual(['withdrawal', 'unsubscribe', 'stop']);
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
