import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approveCampaign } from '../../../shared/campaigns/approve-campaign.ts';
import { CAMPAIGN } from '../../../shared/campaigns/campaign.ts';
import { launchCampaign } from '../../../shared/campaigns/launch-campaign.ts';
import { SEGMENT_KIND } from '../../../shared/segments/segment.ts';
import { TEMPLATE } from '../../../shared/templates/template.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createShop, EMAIL_AD, type Shop } from '../delivery/shop.ts';

let test: TestDynamo;
let shop: Shop;
let count = 0;
let id = '';

beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());
beforeEach(async () => {
  count += 1;
  id = `a${count}`;
  shop = createShop(test, '2026-11-23T01:00:00.000Z');
  await shop.settings.change({
    approval: 'another',
    undoMinutes: 0,
    brand: { phone: '02-1234-5678', address: '서울' },
  });
  await shop.addCustomer(`u:${id}`);
  await shop.definitions.save(SEGMENT_KIND, `s-${id}`, { name: 'Regulars', rule: { trait: 'name', exists: true } });
  await shop.addCampaign(id, { audience: { include: [`s-${id}`] } });
  await edit('minji');
});

/** Changes the draft, as somebody. */
const edit = async (by: string, fields: object = {}): Promise<void> => {
  const found = await shop.definitions.get(CAMPAIGN, id);
  const body = typeof found?.body === 'object' ? { ...found.body, ...fields } : fields;
  await shop.definitions.save(CAMPAIGN, id, body, { expected: found?.version ?? 0, by });
};
const deps = () => ({ ...shop.common, preflight: shop.preflight });
const approve = (by: string | undefined) => approveCampaign(deps(), id, by);
const launch = () => launchCampaign(deps(), id, 'minji');

describe('a shop that wants another pair of eyes', () => {
  it('lets nothing out that nobody approved, and nobody approve what they changed last', async () => {
    await expect(launch()).rejects.toThrow(`waits for approval by somebody other than its author`);
    await expect(approve('minji')).rejects.toThrow('"minji" changed this campaign last');
    await expect(approve(undefined)).rejects.toThrow('somebody else has to approve it');
    await approve('junho');
    expect((await launch()).status).not.toBe('draft');
    await expect(approve('junho')).rejects.toThrow('launched once');
  });

  it('takes back an approval of which the author approves the other’s change', async () => {
    await edit('junho', { hypothesis: '돌아온다' });
    await approve('minji');
    await expect(approve('junho')).rejects.toThrow('"junho" changed this campaign last');
    expect((await launch()).status).not.toBe('draft');
  });

  it.each<[string, () => Promise<unknown>]>([
    ['the campaign', () => edit('minji', { control: 0.5 })],
    ['its template', () => shop.definitions.save(TEMPLATE, `t-${id}`, { ...EMAIL_AD, subject: '바뀐 제목' })],
    [
      'a rule of its segment',
      () => shop.definitions.save(SEGMENT_KIND, `s-${id}`, { name: 'All', rule: { trait: 'name', exists: true } }),
    ],
    ['the sender', () => shop.settings.change({ brand: { phone: '02-9999-9999' } })],
  ])('asks again once %s has changed', async (_what, change) => {
    await approve('junho');
    await change();
    await expect(launch()).rejects.toThrow(/has changed since junho approved it at 2026-11-23/);
    await approve('sora');
    expect((await launch()).status).not.toBe('draft');
  });

  it('approves nothing that could not be sent', async () => {
    await shop.definitions.save(TEMPLATE, `t-${id}`, { ...EMAIL_AD, html: '{{ customer.nmae }}' });
    await expect(approve('junho')).rejects.toMatchObject({ code: 'preflight_failed' });
    await expect(launch()).rejects.toMatchObject({ code: 'preflight_failed' });
  });

  it('asks nobody where the settings do not', async () => {
    await shop.settings.change({ approval: 'none' });
    expect((await launch()).status).not.toBe('draft');
  });
});
