import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blockRoutes } from '../../../functions/serve-api/routes/blocks.ts';
import { settingsRoutes } from '../../../functions/serve-api/routes/settings.ts';
import { templateRoutes } from '../../../functions/serve-api/routes/templates.ts';
import { brandOf } from '../../../shared/settings/brand.ts';
import { settingsSchema } from '../../../shared/settings/settings.ts';
import { blockIdsIn, blockSchema, withBlocks } from '../../../shared/templates/block.ts';
import { templateSchema } from '../../../shared/templates/template.ts';
import { createTestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createFakeProvider } from '../delivery/fake-provider.ts';
import { createShop, EMAIL_AD, type Shop } from '../delivery/shop.ts';
import { createDesk } from '../transactional/desk.ts';

const template = (fields: object) =>
  templateSchema.parse({ name: 'T', channel: 'email', purpose: 'ad', subject: 's', html: '<p>a</p>', ...fields });
const footer = blockSchema.parse({
  ...{ name: 'Footer', html: '<p>{{ brand.name }} 드림</p>', text: '{{ brand.name }} 드림' },
  languages: { en: { html: '<p>Yours, {{ brand.name }}</p>' } },
});
const blocks = new Map([['footer', footer]]);
const faultsOf = (fields: object) =>
  withBlocks(template(fields), blocks).faults.map(({ path, message }) => `${path}: ${message}`);

describe('a block', () => {
  it('is written out where a template names it, in the language and form of its place', () => {
    const written = withBlocks(
      template({
        html: '<p>a</p>{% render \'footer\' %}{%- render "footer" -%}',
        text: "a\n{% render 'footer' %}",
        languages: {
          en: { subject: 's', html: "{% render 'footer' %}" },
          ja: { subject: 's', html: "{% render 'footer' %}" },
        },
      }),
      blocks,
    );
    expect(written.faults).toEqual([]);
    expect(written.template).toMatchObject({
      html: '<p>a</p><p>{{ brand.name }} 드림</p><p>{{ brand.name }} 드림</p>',
      text: 'a\n{{ brand.name }} 드림',
      languages: { en: { html: '<p>Yours, {{ brand.name }}</p>' }, ja: { html: '<p>{{ brand.name }} 드림</p>' } },
    });
  });

  it('that does not exist, or not in that form, is named with its place', () => {
    expect(faultsOf({ html: "{% render 'foter' %}" })).toEqual([
      expect.stringMatching(/^html: .*there is no block "foter"/),
    ]);
    expect(faultsOf({ subject: "{% render 'footer' %}" })).toEqual([
      expect.stringMatching(/^subject: .*holds no blocks/),
    ]);
    expect(faultsOf({ languages: { en: { subject: 's', html: 'a', text: "{% render 'footer' %}" } } })).toEqual([
      expect.stringMatching(/^languages\.en\.text: .*has no "text"/),
    ]);
  });

  it.each(["{% render '../etc/passwd' %}", "{% render '__proto__' %}", "{% render '' %}"])(
    'never is a file or a property: %s',
    (html) => {
      expect(blockIdsIn(template({ html }))).toEqual([]);
      expect(faultsOf({ html })).toHaveLength(1);
    },
  );

  it('takes its words as they are, dollar signs included', () => {
    const price = new Map([['p', blockSchema.parse({ name: 'P', html: "$& $1 $$ $'" })]]);
    expect(withBlocks(template({ html: "{% render 'p' %}" }), price).template).toMatchObject({ html: "$& $1 $$ $'" });
  });
});

it('a further brand is the shop’s own where it says nothing', () => {
  const settings = settingsSchema.parse({
    brand: { name: '단골상점', email: 'a@example.com' },
    brands: [{ id: 'mug', name: '머그하우스', email: 'mug@example.com', replyTo: 'help@example.com' }],
  });
  expect(brandOf(settings, 'mug')).toEqual({
    ...settings.brand,
    name: '머그하우스',
    email: 'mug@example.com',
    replyTo: 'help@example.com',
  });
  expect(brandOf(settings, undefined)).toBe(settings.brand);
  expect(brandOf(settings, 'tea')).toBeUndefined();
});

describe('blocks and brands', () => {
  let test: TestDynamo;
  let shop: Shop;
  let api: ReturnType<typeof createTestApi>;
  beforeAll(async () => {
    test = await startDynamo();
    shop = createShop(test, '2026-11-23T01:00:00.000Z');
    api = createTestApi(test, [templateRoutes, blockRoutes, settingsRoutes], shop.common.clock);
    await api.addKey('k', ['admin']);
    await call('PUT', '/v1/settings', { brands: [{ id: 'mug', name: '머그하우스', replyTo: 'help@example.com' }] });
  });
  afterAll(() => test.stop());
  const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) =>
    api.call(method, path, { key: 'k', body });

  it('are checked when they are saved, in every template that names them, and stay while one does', async () => {
    const html = '<p>{{ brand.name }}</p>';
    expect((await call('POST', '/v1/blocks', { id: 'sign', name: 'S', html: '{{ brand.nmae }}' })).status).toBe(422);
    expect((await call('POST', '/v1/blocks', { id: 'sign', name: 'S', html: "{% render 'sign' %}" })).status).toBe(422);
    expect((await call('POST', '/v1/blocks', { id: 'sign', name: 'S' })).status).toBe(422);
    expect((await call('POST', '/v1/blocks', { id: 'sign', name: 'S', html })).status).toBe(201);

    const ad = { ...EMAIL_AD, html: "{% render 'sign' %}", brand: 'mug' };
    expect((await call('POST', '/v1/templates', { ...ad, id: 'ad', brand: 'tea' })).body).toMatchObject({
      error: { details: [{ path: 'brand' }] },
    });
    expect((await call('POST', '/v1/templates', { ...ad, id: 'ad' })).status).toBe(201);
    const preview = await call('POST', '/v1/templates/ad/render');
    expect(preview.body).toMatchObject({ html: expect.stringContaining('<p>머그하우스</p>') });

    const data = await call('PUT', '/v1/blocks/sign', { name: 'S', html: '{{ data.x }}' });
    expect(data.body).toMatchObject({ error: { message: expect.stringMatching(/in the template "ad"/) } });
    expect((await call('DELETE', '/v1/blocks/sign')).status).toBe(409);
  });

  it('are frozen with a campaign at its launch', async () => {
    await shop.addCustomer('u:kim', {});
    await shop.say('u:kim', 'email', 'ad', 'granted');
    const list = { audience: { list: ['kim'] } };
    await shop.addCampaign('c', list, { ...EMAIL_AD, html: "<p>안녕</p>{% render 'sign' %}", brand: 'mug' });
    await shop.launch('c');
    await call('PUT', '/v1/blocks/sign', { name: 'S', html: '<p>다른 글</p>' });
    const provider = createFakeProvider('email');
    const send = shop.sender(provider.adapter);
    for (const key of shop.queued) await send(key, Number.POSITIVE_INFINITY);
    expect(provider.accepted).toMatchObject([{ text: expect.stringContaining('안녕\n\n머그하우스') }]);
    expect(await shop.sends.snapshot('c')).toMatchObject({
      blocks: { sign: 1 },
      brand: { replyTo: 'help@example.com' },
    });
  });

  it('and a campaign whose brand is gone does not start', async () => {
    await shop.addCampaign('d', { audience: { list: ['kim'] }, brand: 'tea' });
    const { findings } = await shop.preflight('d');
    expect(findings).toContainEqual(expect.objectContaining({ level: 'block', code: 'unknownBrand' }));
  });

  it('and are frozen with a single message when it is accepted', async () => {
    const desk = await createDesk(test);
    await desk.addPerson('lee');
    await call('PUT', '/v1/blocks/sign', { name: 'S', html: '<p>{{ brand.name }}</p>' });
    const info = { name: 'I', channel: 'email', purpose: 'info', subject: '주문', html: "<p>a</p>{% render 'sign' %}" };
    await call('POST', '/v1/templates', { ...info, id: 'note', brand: 'mug' });
    await desk.accept({ templateId: 'note', to: { customerId: 'lee' }, data: {}, idempotencyKey: 'n-1' });
    await call('PUT', '/v1/blocks/sign', { name: 'S', html: '<p>다른 글</p>' });
    const provider = createFakeProvider('email');
    const send = desk.sender(provider.adapter, createFakeProvider('sms').adapter);
    for (const id of desk.queued) await send(id);
    expect(provider.accepted).toMatchObject([{ text: 'a\n\n머그하우스' }]);
  });
});
