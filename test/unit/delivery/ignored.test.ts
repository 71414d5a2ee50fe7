import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY } from '../../../shared/platform/clock.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createFakeProvider } from './fake-provider.ts';
import { createShop, EMAIL_AD } from './shop.ts';

let test: TestDynamo;
beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());

it('each ad knows how many before it were left without an answer, and a template may ask', async () => {
  const shop = createShop(test, '2026-11-23T01:00:00.000Z');
  await shop.addCustomer('u:kim', { contacts: { email: 'kim@example.com' } });
  await shop.say('u:kim', 'email', 'ad', 'granted');
  const provider = createFakeProvider('email');
  const html = '<p>{% if customer.ignoredAds >= 2 %}계속 받으시겠어요?{% else %}신상품이 나왔습니다{% endif %}</p>';
  const send = async (id: string) => {
    await shop.addCampaign(id, { audience: { list: ['kim'] } }, { ...EMAIL_AD, html });
    await shop.launch(id);
    for (const key of shop.queued.splice(0)) await shop.sender(provider.adapter)(key, Number.POSITIVE_INFINITY);
    const [row] = (await shop.ledger(id)).rows;
    shop.advance(DAY);
    return [row?.status, row?.ignored, row?.first];
  };
  expect(await send('one')).toEqual(['sent', 0, true]);
  expect(await send('two')).toEqual(['sent', 1, undefined]);
  expect(await send('three')).toEqual(['sent', 2, undefined]);
  expect(provider.accepted.map(({ text }) => text.includes('계속 받으시겠어요?'))).toEqual([false, false, true]);
});
