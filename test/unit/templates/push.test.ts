import { describe, expect, it } from 'vitest';
import { GENERAL } from '../../../shared/law/general.ts';
import { KOREA } from '../../../shared/law/korea.ts';
import type { Law } from '../../../shared/law/law.ts';
import { DEFAULT_SETTINGS, settingsSchema } from '../../../shared/settings/settings.ts';
import { checkTemplate } from '../../../shared/templates/check-template.ts';
import { contextOf } from '../../../shared/templates/context.ts';
import { exampleCustomer } from '../../../shared/templates/example.ts';
import { linkFault } from '../../../shared/templates/push-link.ts';
import { renderMessage } from '../../../shared/templates/render.ts';
import { previewLinks } from '../../../shared/tracking/preview-links.ts';

const { brand } = DEFAULT_SETTINGS;
const links = previewLinks('push', 'https://dgl.kr');
const BASE = {
  name: 'Win back',
  channel: 'push',
  purpose: 'ad',
  title: '다시 만나요',
  text: '{{ customer.traits.name }}님',
};

const render = (fields: object = {}, traits: object = {}, law: Law = KOREA) => {
  const customer = { ...exampleCustomer, fold: { ...exampleCustomer.fold, traits: { name: '민지', ...traits } } };
  const campaign = { id: 'c', name: 'C' };
  const now = '2026-11-23T01:00:00.000Z';
  const context = contextOf({ customer, brand, campaign, links, currency: 'KRW', now });
  const template = checkTemplate({ ...BASE, ...fields });
  return renderMessage(template, { context, links, brand, law, zone: 'Asia/Seoul', pushLinks: ['shopapp:'] });
};

const words = (...given: Parameters<typeof render>) => {
  const result = render(...given);
  if (result.kind !== 'ok' || result.message.channel !== 'push') throw new Error(JSON.stringify(result));
  return result.message;
};

describe('an advertising notification to Korea', () => {
  it('begins with label and sender and ends with where it is switched off', () => {
    expect(words()).toMatchObject({
      title: `(광고)${brand.name} 다시 만나요`,
      text: '민지님\n수신거부: 설정 > 알림',
    });
  });

  it('says neither twice if its author has written them', () => {
    const title = `(광고)${brand.name} 다시 만나요`;
    expect(words({ title, text: '안녕\n수신거부: 설정 > 알림' })).toMatchObject({
      title,
      text: '안녕\n수신거부: 설정 > 알림',
    });
  });

  it('is not sent if a trait plays with the label', () => {
    expect(render({}, { name: '[광고]' })).toMatchObject({ kind: 'unlawful' });
  });

  it('says nothing of it to other countries, nor as information', () => {
    expect(words({}, {}, GENERAL)).toMatchObject({ title: '다시 만나요', text: '민지님' });
    expect(words({ purpose: 'info' })).toMatchObject({ title: '다시 만나요', text: '민지님' });
  });
});

describe('a notification', () => {
  it('leads where its person’s data says, in the app or on the web', () => {
    expect(words({ link: 'shopapp://items/{{ customer.traits.item }}' }, { item: 7 })).toMatchObject({
      link: 'shopapp://items/7',
    });
    expect(words({ link: 'https://shop.example.com/a' })).toMatchObject({ link: 'https://shop.example.com/a' });
  });

  it.each([
    ['runs code', 'javascript:alert(1)'],
    ['is another app’s', 'otherapp://pay'],
    ['is not encrypted', 'http://shop.example.com'],
    ['hides where it leads', 'https://shop.example.com@evil.example'],
    ['is none', '{{ customer.traits.nothing }}'],
  ])('is not sent with a link that %s', (_what, link) => {
    expect(render({ link })).toMatchObject({ kind: 'failed' });
  });

  it('leads to the sites that are named, once any is', () => {
    const allowed = ['https://shop.example.com', 'shopapp:'];
    expect(linkFault('https://m.shop.example.com/x', allowed)).toBeUndefined();
    expect(linkFault('https://evilshop.example.com/x', allowed)).toContain('settings.push.links');
    expect(linkFault('shopapp:cart', allowed)).toBeUndefined();
  });

  it('has 4,096 bytes of words, link and data at most', () => {
    expect(words({ text: '가'.repeat(900) }).bytes).toBeLessThan(4_096);
    expect(render({ text: '{{ customer.traits.long }}' }, { long: '가'.repeat(1_500) })).toMatchObject({
      kind: 'failed',
    });
  });

  it('tells its app what the template says, and the signed name of the message', () => {
    expect(words({ data: { screen: 'cart', who: '{{ customer.traits.name }}' } })).toMatchObject({
      ...{ data: { screen: 'cart', who: '민지' }, opens: links.open },
    });
  });

  it.each(['from', 'google.x', 'gcm.notification', 'dangol', 'link', '1st'])(
    'keeps %s free of the template’s data',
    (key) => {
      expect(() => checkTemplate({ ...BASE, data: { [key]: 'x' } })).toThrow('data');
    },
  );
});

it('settings name schemes and sites, and nothing that leads anywhere', () => {
  const links = (...given: string[]) => settingsSchema.safeParse({ push: { links: given } }).success;
  expect(links('shopapp:', 'https://shop.example.com')).toBe(true);
  expect(
    ['https:', 'javascript:', 'http://shop.example.com', 'https://a.b/c', 'intent:'].filter((one) => links(one)),
  ).toEqual([]);
});
