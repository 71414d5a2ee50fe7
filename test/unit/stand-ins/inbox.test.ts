import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createInbox } from '../../../infra/local/inbox/inbox.ts';
import type { CapturedMessage } from '../../../infra/local/inbox/message.ts';
import { folder, noon } from './stand-in-bench.ts';

function inboxOf(options: { dataDir?: string; mostMessages?: number } = {}) {
  const inbox = createInbox({ clock: () => noon, ...options });
  onTestFinished(() => inbox.close());
  const get = (address: string) => {
    const { pathname, searchParams } = new URL(address, 'http://localhost');
    const reply = inbox.handle({ method: 'GET', path: pathname, query: searchParams });
    return { status: reply?.status, headers: reply?.headers ?? {}, body: String(reply?.body) };
  };
  return { inbox, get };
}

const mail = (change: Partial<CapturedMessage> = {}): CapturedMessage => ({
  channel: 'email',
  to: 'kim@example.com',
  from: '단골 상점 <shop@example.kr>',
  subject: '(광고) 반가워요',
  text: '안녕하세요',
  html: '<p>안녕하세요</p>',
  headers: { subject: '(광고) 반가워요' },
  raw: Buffer.from('Subject: x\r\n\r\n안녕'),
  ...change,
});
const talk = (change: Partial<CapturedMessage> = {}): CapturedMessage => ({
  channel: 'sms',
  to: '+821012345678',
  from: '+827000000000',
  text: '보러 오세요 https://shop.example/c/abc',
  headers: {},
  ...change,
});

test('the list answers channel and address, oldest first, in the documented shape', () => {
  const { inbox, get } = inboxOf();
  inbox.add(mail());
  inbox.add(talk());
  inbox.add(mail({ to: 'lee@example.com' }));
  const all: unknown = JSON.parse(get('/inbox/messages').body);
  expect(all).toMatchObject([{ to: 'kim@example.com' }, { to: '+821012345678' }, { to: 'lee@example.com' }]);
  expect(JSON.parse(get('/inbox/messages?channel=email&to=KIM@example.com').body)).toEqual([
    {
      id: '1',
      direction: 'out',
      channel: 'email',
      to: 'kim@example.com',
      from: '단골 상점 <shop@example.kr>',
      subject: '(광고) 반가워요',
      text: '안녕하세요',
      html: '<p>안녕하세요</p>',
      headers: { subject: '(광고) 반가워요' },
      sentAt: '2026-11-23T03:00:00.000Z',
    },
  ]);
  // A bare + in a query is a blank to every URL parser.
  for (const to of ['+821012345678', '%2B821012345678', '010-1234-5678'])
    expect(JSON.parse(get(`/inbox/messages?channel=sms&to=${to}`).body)).toHaveLength(1);
  expect(JSON.parse(get('/inbox/messages?to=nobody@example.com').body)).toEqual([]);
  expect(get('/inbox/messages?channel=fax')).toMatchObject({
    status: 400,
    body: expect.stringContaining('email, sms'),
  });
});

test('paths outside the inbox are not its own; unknown ones inside are 404, other methods 405', () => {
  const { inbox, get } = inboxOf();
  expect(inbox.handle({ method: 'GET', path: '/health', query: {} })).toBeUndefined();
  expect(inbox.handle({ method: 'POST', path: '/inbox', query: {} })?.status).toBe(405);
  for (const path of ['/inbox/messages/7', '/inbox/elsewhere', '/inbox/messages/1/raw/more'])
    expect(get(path).status).toBe(404);
});

test('a mail is read as its source, and as a document that runs nothing', () => {
  const { inbox, get } = inboxOf();
  inbox.add(
    mail({ html: '<!doctype html><html><head><title>x</title></head><body><script>alert(1)</script></body></html>' }),
  );
  expect(get('/inbox/messages/1/raw').body).toBe('Subject: x\r\n\r\n안녕');
  const document = get('/inbox/messages/1/html');
  expect(document.body).toContain('<head><meta charset="utf-8"><base target="_blank">');
  expect(document.headers['content-security-policy']).toMatch(/^sandbox allow-popups(?!.*script)/);
});

test('the page escapes what strangers wrote and links only web addresses', () => {
  const { inbox, get } = inboxOf();
  inbox.add(mail({ subject: '<script>alert(1)</script>', to: '"><img src=x>@example.com' }));
  inbox.add(talk({ text: 'javascript:alert(1) <b>굵게</b> https://shop.example/c/a?b=1&c=2' }));
  for (const path of ['/inbox', '/inbox?open=1', '/inbox?open=2', '/inbox?channel=sms', '/inbox?q=%22%3E%3Cimg'])
    expect(get(path).body).not.toMatch(/<script|<img|<b>|href="javascript/);
  expect(get('/inbox?channel=sms').body).toContain('<a href="https://shop.example/c/a?b=1&amp;c=2" target="_blank"');
  expect(get('/inbox').headers['content-security-policy']).toMatch(/default-src 'none'; style-src 'sha256-/);
});

test('5,000 messages come in pages of 50 that stay small', () => {
  const { inbox, get } = inboxOf();
  for (let n = 0; n < 5000; n += 1) inbox.add(mail({ to: `p${n}@example.com`, html: `<p>${'x'.repeat(5000)}</p>` }));
  const first = get('/inbox').body;
  expect(first.match(/<li>/g)).toHaveLength(50);
  expect(first).toContain('p4999@example.com');
  expect(first.length).toBeLessThan(60_000);
  expect(get('/inbox?page=100').body).toContain('>p0@example.com<');
  expect(get('/inbox?q=p123@').body.match(/<li>/g)).toHaveLength(1);
});

test('an empty inbox and an empty search say so, in both languages', () => {
  const { get } = inboxOf();
  expect(get('/inbox').body).toContain('아직 보낸 메시지가 없습니다');
  expect(get('/inbox?q=x').body).toContain('찾는 메시지가 없습니다');
  expect(get('/inbox?lang=en').body).toContain('No message has been sent yet');
});

test('beyond the limit the oldest leave the list and the page says how many', () => {
  const { inbox, get } = inboxOf({ mostMessages: 100 });
  for (let n = 0; n < 125; n += 1) inbox.add(talk({ text: `${n}` }));
  expect(inbox.count()).toBe(100);
  expect(inbox.list()[0]?.text).toBe('25');
  expect(get('/inbox').body).toContain('가장 오래된 25통은 목록에서 내렸습니다');
  expect(get('/inbox/messages').headers['x-inbox-dropped']).toBe('25');
});

test('a folder keeps every message, its source and its number over a restart', () => {
  const dataDir = folder();
  const before = inboxOf({ dataDir });
  const large = Buffer.alloc(3_000_000, 'a\r\n');
  before.inbox.add(mail({ raw: large }));
  before.inbox.add(talk());
  const after = inboxOf({ dataDir });
  expect(after.inbox.list()).toEqual(before.inbox.list());
  expect(Buffer.from(after.get('/inbox/messages/1/raw').body).equals(large)).toBe(true);
  expect(after.inbox.add(talk()).id).toBe('3');
});

test('the line is on disk when add returns, and a line torn by kill -9 is cut off', () => {
  const dataDir = folder();
  const file = join(dataDir, 'inbox.jsonl');
  const before = inboxOf({ dataDir });
  before.inbox.add(mail());
  expect(readFileSync(file, 'utf8')).toContain('"to":"kim@example.com"');
  const { size } = statSync(file);
  appendFileSync(file, '{"id":"2","channel":"em');
  const after = inboxOf({ dataDir });
  expect(after.inbox.count()).toBe(1);
  expect(statSync(file).size).toBe(size);
  after.inbox.add(talk());
  expect(inboxOf({ dataDir }).inbox.count()).toBe(2);
});

test('a push is a card on a locked phone, with where it leads and the way out of ads; no address of another kind becomes a link', () => {
  const { inbox, get } = inboxOf();
  const push = (headers: Record<string, string>, from = 'local-shop'): void => {
    const words = { subject: '(광고)단골상점 <b>머그</b>', text: '오늘까지\n수신거부: 설정 > 알림' };
    inbox.add({ channel: 'push', to: 'fcm-token-of-a-phone', from, ...words, headers });
  };
  push({ link: 'https://m.shop.example/mugs', image: 'https://img.shop.example/mug.jpg' });
  push({ link: 'shopapp:cart', off: 'https://crm.example.com/u/signed' }, 'web push');
  push({ link: 'javascript:alert(1)', off: 'javascript:alert(2)' });
  const { body } = get('/inbox?channel=push');
  expect(body).toContain('class="phone lock"');
  expect(body.match(/class="card"/g)).toHaveLength(3);
  expect(body).toContain('<strong>(광고)단골상점 &lt;b&gt;머그&lt;/b&gt;</strong>오늘까지');
  expect(body).toContain('href="https://m.shop.example/mugs"');
  expect(body).toContain('<a class="off" href="https://crm.example.com/u/signed"');
  expect(body).toContain('<span>브라우저</span>');
  expect(body).toContain('누르면 shopapp:cart');
  expect(body).not.toMatch(/href="(?:javascript|shopapp)/);
});

test('a picture that the provider was handed is shown on the phone, and is nothing but a picture; others keep their place', () => {
  const dataDir = folder();
  const { inbox, get } = inboxOf({ dataDir });
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('<script>alert(1)</script>')]);
  inbox.keepPicture('ST01FZ1', png);
  inbox.keepPicture('ST01FZ2', Buffer.from('<svg onload="alert(1)"/>'));
  inbox.keepPicture('../../elsewhere', png);
  const card = (imageId: string) => ({
    ...{ header: '가을', content: '새 머그', imageId },
    buttons: [{ linkType: 'WL', name: '보기', linkMobile: 'https://shop.example' }],
  });
  const brand = (headers: Record<string, string>) => talk({ channel: 'kakao', headers });
  inbox.add(brand({ bubble: 'WIDE', image: 'ST01FZ1' }));
  inbox.add(brand({ bubble: 'CAROUSEL_FEED', cards: JSON.stringify([card('ST01FZ1'), card('ST01FZ2')]) }));
  inbox.add(brand({ bubble: 'IMAGE', image: '"><script>' }));
  const page = get('/inbox?channel=kakao');
  expect(page.body.match(/<img class="picture [a-z]+" src="\/inbox\/pictures\/ST01FZ1"/g)).toHaveLength(2);
  expect(page.body.match(/<div class="picture/g)).toHaveLength(2);
  expect(page.body).not.toContain('<script');
  expect(page.headers['content-security-policy']).toContain("img-src 'self'");
  const again = inboxOf({ dataDir });
  const picture = again.inbox.handle({ method: 'GET', path: '/inbox/pictures/ST01FZ1', query: {} });
  expect(picture).toMatchObject({
    ...{ status: 200, body: png },
    headers: { 'content-type': 'image/png', 'x-content-type-options': 'nosniff' },
  });
  for (const id of ['ST01FZ2', '..%2f..%2felsewhere', 'ST9'])
    expect(get(`/inbox/pictures/${id}`)).toMatchObject({ status: 404 });
});
