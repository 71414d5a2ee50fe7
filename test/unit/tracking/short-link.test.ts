import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMessageStore } from '../../../shared/delivery/message-store.ts';
import { createLinksPlace } from '../../../shared/erasure/links-place.ts';
import { DAY } from '../../../shared/platform/clock.ts';
import { deriveKey } from '../../../shared/platform/hash.ts';
import { exampleShortLinks, linkName, parseCode, shortLinks, targetOf } from '../../../shared/tracking/short-link.ts';
import { createShortLinkStore } from '../../../shared/tracking/short-link-store.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';

const KEY = deriveKey('ab'.repeat(32), 'short-link');
const codeIn = (address: string): string => address.slice(address.lastIndexOf('/') + 1);

describe('a link in a text', () => {
  it('leads where the message said, by ten signs', () => {
    const target = fc.webUrl();
    fc.assert(
      fc.property(fc.array(target, { maxLength: 60 }), fc.string({ minLength: 1 }), (targets, ref) => {
        const links = shortLinks('https://dgl.kr', linkName(KEY, ref, 0));
        const made = targets.map((url) => ({ url, address: links.click(url) }));
        for (const { url, address } of made) {
          if (address === undefined) {
            expect(links.urls()).toHaveLength(36);
            continue;
          }
          expect(address).toMatch(/^https:\/\/dgl\.kr\/s\/[0-9A-Za-z]{10}$/);
          const { name = '', sign = '' } = parseCode(codeIn(address)) ?? {};
          expect(name).toBe(linkName(KEY, ref, 0));
          expect(targetOf(sign, { urls: links.urls() })).toEqual({ kind: 'c', url });
        }
        const own = [links.unsubscribe, links.preferences, links.confirm].map(
          (address) => parseCode(codeIn(address))?.sign,
        );
        expect(own.map((sign) => targetOf(sign ?? '', { urls: links.urls(), confirm: 'token' })?.kind)).toEqual([
          'u',
          'p',
          'd',
        ]);
      }),
      { numRuns: 60 },
    );
  });

  it('has the same name on every try and another for every message', () => {
    const names = Array.from({ length: 3_000 }, (_, n) => linkName(KEY, `c_00_0_${n}`, 0));
    expect(new Set(names).size).toBe(names.length);
    expect(linkName(KEY, 'c_00_0_1', 0)).toBe(names[1]);
    expect(linkName(KEY, 'c_00_0_1', 1)).not.toBe(names[1]);
    // Every sign at every place: nothing of the name can be known beforehand.
    for (let at = 0; at < 9; at += 1) expect(new Set(names.map((name) => name[at])).size).toBe(62);
  });

  it('is nothing when it was made up', () => {
    for (const code of [
      '',
      'short',
      `${'a'.repeat(9)}-`,
      'a'.repeat(11),
      '../../../x',
      codeIn(exampleShortLinks('x').unsubscribe),
    ])
      expect(parseCode(code)).toBeUndefined();
    for (const sign of ['1', 'Z', 'x', 'd', ''])
      expect(targetOf(sign, { urls: ['https://a.example/'] })).toBeUndefined();
  });
});

describe('the row of a text’s links', () => {
  let test: TestDynamo;
  let now = Date.parse('2026-11-23T01:00:00.000Z');
  beforeAll(async () => {
    test = await startDynamo();
  });
  afterAll(() => test.stop());
  const store = () => createShortLinkStore(test.dynamo, test.tables.sends, () => now);
  const row = (ref: string) => ({ ref, urls: ['https://shop.example/a'] });

  it('belongs to one message, which may write it again', async () => {
    expect(await store().put('taken', row('a'))).toBe(true);
    expect(await store().put('taken', { ref: 'a', urls: ['https://shop.example/b'] })).toBe(true);
    expect(await store().put('taken', row('b'))).toBe(false);
    expect((await store().find('taken'))?.urls).toEqual(['https://shop.example/b']);
  });

  it('ends after 180 days, whether it was swept or not, and its name is free again', async () => {
    await store().put('old', row('a'));
    now += 180 * DAY - 1_000;
    expect((await store().find('old'))?.ref).toBe('a');
    now += 2_000;
    expect(await store().find('old')).toBeUndefined();
    expect(await store().put('old', row('b'))).toBe(true);
  });

  it('goes with the person whose message it was, by whichever way of it, and no other', async () => {
    const messages = createMessageStore(test.dynamo, test.tables.messages, () => now);
    const links = store();
    const at = '2026-11-23T01:00:00.000Z';
    const claim = { status: 'sent', claimId: 'claim', at, attempts: 1 } as const;
    const kept = ['c_00_0_1', 'c_00_0_2', 'c_00_0_3_1', 'c_00_0_4'];
    for (const ref of kept) await links.put(linkName(KEY, ref, 1), row(ref));
    const base = { key: 'c#0#0', campaignId: 'c', purpose: 'ad', arm: 'a', expiresAt: 2_000_000_000 } as const;
    const text = { ...base, ...claim, channel: 'sms' } as const;
    await messages.put({ ...text, customerId: 'u:gone', ref: 'c_00_0_1' }, undefined);
    await messages.put({ ...text, customerId: 'u:stays', ref: 'c_00_0_2' }, undefined);
    // The mail stands for the message, the text came before it or after.
    const mail = { ...base, ...claim, channel: 'email', customerId: 'u:gone' } as const;
    await messages.put(
      { ...mail, key: 'c#1#0', ref: 'c_00_0_3', links: { 1: { ...claim, channel: 'sms', ref: 'c_00_0_3_1' } } },
      undefined,
    );
    const place = createLinksPlace(test.dynamo, test.tables.messages, links, KEY);
    for await (const removal of place.removals({
      ...{ ids: ['u:gone'], lost: [], aliases: [], addresses: [], segments: [] },
    }))
      await removal();
    const left = await Promise.all(kept.map((ref) => links.find(linkName(KEY, ref, 1))));
    expect(left.map((found) => found !== undefined)).toEqual([false, true, false, true]);
  });
});
