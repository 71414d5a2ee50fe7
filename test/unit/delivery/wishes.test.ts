import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY } from '../../../shared/platform/clock.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createFakeProvider } from './fake-provider.ts';
import { createShop, EMAIL_AD, type Shop } from './shop.ts';

let test: TestDynamo;
let shop: Shop;

beforeAll(async () => {
  test = await startDynamo();
  shop = createShop(test, '2026-11-23T01:00:00.000Z');
});
afterAll(() => test.stop());

const send = async (id: string, ids: readonly string[], template: object): Promise<string[]> => {
  await shop.addCampaign(id, { audience: { list: ids } }, template);
  await shop.launch(id);
  await shop.sendAll(createFakeProvider('email'));
  const { rows } = await shop.ledger(id);
  return rows.map(({ customerId, status, reason }) => `${customerId.slice(2)} ${reason ?? status}`).sort();
};

it('what people wish is obeyed at hand-over: topics, pauses, limits, and grants that wait', async () => {
  await shop.settings.change({
    topics: [{ id: 'sale', name: { ko: '할인', en: 'Sales' } }],
    doubleOptIn: { email: '2026-11-01T00:00:00Z', sms: null },
  });
  const names = ['all', 'resting', 'weekly', 'nosale', 'onlysale', 'unsure', 'bought'];
  const at = '2026-01-01T00:00:00.000Z';
  for (const name of names) {
    const contacts = { email: `${name}@example.com` };
    const lastOrderAt = name === 'bought' ? '2026-10-01T00:00:00.000Z' : at;
    await shop.addCustomer(`u:${name}`, { contacts, lastOrderAt });
    if (['all', 'resting', 'weekly', 'nosale'].includes(name)) await shop.say(`u:${name}`, 'email', 'ad', 'granted');
  }
  const row = { channel: 'email', purpose: 'ad', basis: 'explicit', source: 'test', receivedAt: at, at } as const;
  const about = (name: string) => ({ customerId: `u:${name}`, id: name, eventKey: `${at}#${name}` });
  await shop.consents.append({ ...row, ...about('nosale'), topic: 'sale', state: 'withdrawn' });
  await shop.consents.append({ ...row, ...about('onlysale'), topic: 'sale', state: 'granted' });
  await shop.consents.append({ ...row, ...about('bought'), basis: 'transaction', state: 'granted' });
  const late = '2026-11-20T00:00:00.000Z';
  await shop.consents.append({ ...row, ...about('unsure'), state: 'granted', at: late, receivedAt: late });
  const wish = (name: string, said: object) =>
    shop.consents.appendPreference({ customerId: `u:${name}`, id: 'w', receivedAt: late, source: 'test', ...said });
  await wish('resting', { pausedUntil: '2026-12-01T00:00:00.000Z' });
  await wish('weekly', { most: { messages: 1, days: 7 } });

  const sale = { ...EMAIL_AD, topic: 'sale' };
  expect(await send('sale-1', names, sale)).toEqual([
    'all sent',
    'bought sent',
    'nosale refused',
    'onlysale sent',
    'resting paused',
    'unsure unconfirmed',
    'weekly sent',
  ]);
  shop.advance(DAY);
  expect(await send('plain-2', names, EMAIL_AD)).toEqual([
    'all sent',
    'bought sent',
    'nosale sent',
    'onlysale noConsent',
    'resting paused',
    'unsure unconfirmed',
    'weekly tooOften',
  ]);
  shop.advance(8 * DAY);
  const info = { ...EMAIL_AD, purpose: 'info' };
  expect(await send('info-3', ['resting', 'unsure'], info)).toEqual(['resting sent', 'unsure sent']);
  expect(await send('plain-4', ['resting', 'weekly'], EMAIL_AD)).toEqual(['resting sent', 'weekly sent']);
});

it('who does not want to be followed gets the same mail with plain links and without an open pixel', async () => {
  for (const name of ['followed', 'unfollowed']) {
    await shop.addCustomer(`u:${name}`, { contacts: { email: `${name}@example.com` } });
    await shop.say(`u:${name}`, 'email', 'ad', 'granted');
  }
  const wish = { customerId: 'u:unfollowed', id: 'w', receivedAt: '2026-11-20T00:00:00.000Z', source: 'test' };
  await shop.consents.appendPreference({ ...wish, untracked: true });
  const asking = { ...EMAIL_AD, survey: { kind: 'csat' }, html: `${EMAIL_AD.html}<a href="{{ survey.url }}">5</a>` };
  await shop.addCampaign('plain-links', { audience: { list: ['followed', 'unfollowed'] } }, asking);
  await shop.launch('plain-links');
  const provider = createFakeProvider('email');
  await shop.sendAll(provider);
  const htmlTo = (name: string) => provider.accepted.find(({ to }) => to.startsWith(`${name}@`))?.html ?? '';
  expect(htmlTo('followed')).toMatch(/<img [^>]*\/o\//);
  expect(htmlTo('followed')).not.toContain('"https://shop.example.com/sale"');
  expect(htmlTo('unfollowed')).toContain('"https://shop.example.com/sale"');
  expect(htmlTo('unfollowed')).not.toContain('<img');
  // The ways out stay: they say nothing of what was read.
  expect(htmlTo('unfollowed')).toMatch(/\/u\//);
  // So does a question, which the ledger keeps for the page behind its link.
  expect(htmlTo('unfollowed')).toMatch(/href="https:\/\/crm\.example\.com\/q\/[\w.-]+" ses:no-track/);
  const { rows } = await shop.ledger('plain-links');
  const survey = { kind: 'csat', language: 'ko', question: '얼마나 만족하셨습니까?' };
  expect(rows.map((row) => row.survey)).toEqual([survey, survey]);
});
