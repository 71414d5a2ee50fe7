import { once } from 'node:events';
import { createServer, request as httpRequest, type RequestListener } from 'node:http';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { isPublicAddress, urlFlaw } from '../../../shared/webhooks/address.ts';
import { createPost, postsTo } from '../../../shared/webhooks/post.ts';
import { signedHeaders } from '../../../shared/webhooks/sign.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const receiver = async (listener: RequestListener): Promise<number> => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
};

describe('a relay', () => {
  it('gets every call with the name of whom it is meant for, and none that may go nowhere', async () => {
    const heard: string[] = [];
    const port = await receiver((request, response) => {
      heard.push(`${request.headers.host}${request.url}`);
      response.writeHead(204).end();
    });
    const post = createPost(postsTo(`http://127.0.0.1:${port}`));
    expect(await post('https://desk.example.com/hooks?a=1', '{}', {})).toEqual({ kind: 'answered', status: 204 });
    expect(await post('https://127.0.0.1/', '{}', {})).toMatchObject({ kind: 'failed' });
    expect(heard).toEqual(['desk.example.com/hooks?a=1']);
  });
});

const LOCAL = [{ address: '127.0.0.1', family: 4 }];
/** To a receiver on this machine, whose address is let through. */
const toHere = (timeoutMs = 2_000) =>
  createPost({ resolve: async () => LOCAL, request: httpRequest, allowed: () => true, timeoutMs });

describe('addresses', () => {
  it.each([
    ...['127.0.0.1', '127.255.255.255', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254'],
    ...['100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '198.18.0.1', '192.0.0.192'],
    ...['::1', '::', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', 'fe80::1', 'fc00::1', 'fd00:ec2::254'],
    ...['2002:7f00:1::', '2001::1', '2001:db8::1', 'ff02::1', '', 'localhost', '1.2.3', '0x7f.1'],
  ])('%s is none of the public Internet', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['8.8.8.8', '52.95.110.1', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111', '2a00:1450:4001::1'])(
    '%s is one',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it('are judged alike however an IPv4 address is written into a URL', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.tuple(octet, octet, octet, octet), fc.nat({ max: 3 }), ([a, b, c, d], way) => {
        const plain = `${a}.${b}.${c}.${d}`;
        const whole = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
        const host = [plain, String(whole), `0x${whole.toString(16)}`, `[::ffff:${plain}]`][way] ?? '';
        const refused = urlFlaw(`https://${host}/`) !== undefined;
        expect(refused).toBe(way === 3 || !isPublicAddress(plain));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ...[
      'http://shop.co.kr/',
      'ftp://shop.co.kr',
      'https://user:pass@shop.co.kr/',
      'https://localhost/',
      'https://127.1/',
    ],
    ...[
      'https://2130706433/',
      'https://[::1]/',
      'https://metadata.google.internal/',
      'https://printer.local',
      'nothing',
    ],
    ...['https://shop/', 'https://localhost./', 'file:///etc/passwd', 'https://017700000001/'],
  ])('a webhook may not lead to %s', (url) => expect(urlFlaw(url)).toBeDefined());

  it.each(['https://shop.co.kr/hooks?x=1', 'https://api.shop.com:8443/', 'https://한글.kr/', 'https://52.95.110.1/'])(
    'a webhook may lead to %s',
    (url) => expect(urlFlaw(url)).toBeUndefined(),
  );
});

describe('a call', () => {
  it('reaches the address that was looked at, under the name that was asked for', async () => {
    const heard: unknown[] = [];
    const port = await receiver((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        heard.push([request.method, request.url, request.headers.host, Buffer.concat(pieces).toString()]);
        response.writeHead(204).end();
      });
    });
    expect(await toHere()(`https://hooks.shop.co.kr:${port}/a?b=c`, '{"이름":"단골"}', {})).toEqual({
      ...{ kind: 'answered', status: 204 },
    });
    expect(heard).toEqual([['POST', '/a?b=c', `hooks.shop.co.kr:${port}`, '{"이름":"단골"}']]);
  });

  it('is not made if one address of the host is not public, and resolves the name once', async () => {
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      return [{ address: '8.8.8.8', family: 4 }, ...LOCAL];
    };
    const made = createPost({ resolve, request: () => expect.unreachable() });
    expect(await made('https://rebind.example.com/', '{}', {})).toMatchObject({
      ...{ kind: 'failed', reason: expect.stringContaining('not on the public Internet') },
    });
    expect(asked).toBe(1);
  });

  it('follows no redirect, waits no longer than it may, and reads no answer', async () => {
    const away = await receiver((_request, response) =>
      response.writeHead(302, { location: 'http://127.0.0.1/' }).end(),
    );
    expect(await toHere()(`https://a.shop.co.kr:${away}/`, '{}', {})).toEqual({
      ...{ kind: 'failed', reason: 'status 302: redirects are not followed' },
    });
    const silent = await receiver(() => undefined);
    expect(await toHere(50)(`https://a.shop.co.kr:${silent}/`, '{}', {})).toEqual({
      ...{ kind: 'failed', reason: 'no answer in time' },
    });
    const endless = await receiver((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'.repeat(65_536)), 1);
      response.on('close', () => clearInterval(timer));
    });
    expect(await toHere()(`https://a.shop.co.kr:${endless}/`, '{}', {})).toEqual({ kind: 'answered', status: 200 });
    const broken = await receiver((request) => request.socket.destroy());
    expect(await toHere()(`https://a.shop.co.kr:${broken}/`, '{}', {})).toMatchObject({ kind: 'failed' });
  });

  it('is signed as the Standard Webhooks specification says, with every secret that is valid', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const body = '{"test": 2432232314}';
    const headers = signedHeaders('msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330_000, body, [secret, 'whsec_AAAA']);
    expect(headers['webhook-timestamp']).toBe('1614265330');
    const [first, second] = (headers['webhook-signature'] ?? '').split(' ');
    expect(first).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
    expect(second).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
  });
});
