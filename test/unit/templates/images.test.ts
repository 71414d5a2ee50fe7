import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageRoutes } from '../../../functions/serve-api/routes/images.ts';
import { templateRoutes } from '../../../functions/serve-api/routes/templates.ts';
import { createHandler } from '../../../functions/serve-image/handler.ts';
import { imageOf, typeOfName } from '../../../shared/templates/image.ts';
import { createImageFiles } from '../../../shared/templates/image-files.ts';
import { createTestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { httpEvent, lambdaContext } from '../../support/http-event.ts';
import { startObjectStore, type TestObjectStore } from '../../support/object-store.ts';
import { EMAIL_AD, SMS_AD } from '../delivery/shop.ts';

const png = (width: number, height: number, size = 64): Buffer => {
  const bytes = Buffer.alloc(size);
  bytes.write('\u0089PNG\r\n\u001a\n', 0, 'latin1');
  bytes.writeUInt32BE(13, 8);
  bytes.write('IHDR', 12, 'latin1');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
};
const jpeg = (width: number, height: number, size = 64): Buffer => {
  // SOI, an APP0 segment of 16 bytes, a baseline frame.
  const head = Buffer.from(`ffd8ffe00010${'00'.repeat(14)}ffc0001108`, 'hex');
  const sides = Buffer.alloc(4);
  sides.writeUInt16BE(height, 0);
  sides.writeUInt16BE(width, 2);
  return Buffer.concat([head, sides, Buffer.alloc(Math.max(0, size - head.length - 4))]);
};
const gif = Buffer.concat([Buffer.from('GIF89a\u0020\u0000\u0010\u0000', 'latin1'), Buffer.alloc(20)]);
const faultOf = (bytes: Buffer): string => {
  const image = imageOf(bytes);
  return 'fault' in image ? image.fault : '';
};

describe('an image', () => {
  it('is what its bytes are, named after them, and known for where it fits', () => {
    expect(imageOf(png(600, 300))).toMatchObject({
      ...{ name: expect.stringMatching(/^[0-9a-f]{32}\.png$/), type: 'image/png', width: 600, height: 300 },
      fits: { email: true, mms: false, kakao: true },
    });
    expect(imageOf(jpeg(640, 480))).toMatchObject({ type: 'image/jpeg', width: 640, height: 480, fits: { mms: true } });
    expect(imageOf(jpeg(640, 480, 205_000))).toMatchObject({ fits: { mms: false, kakao: true } });
    expect(imageOf(gif)).toMatchObject({
      type: 'image/gif',
      width: 32,
      height: 16,
      fits: { mms: false, kakao: false },
    });
    expect(imageOf(png(1, 1))).toEqual(imageOf(png(1, 1)));
    expect(imageOf(png(1, 1))).not.toEqual(imageOf(png(1, 2)));
  });

  it.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['WebP', 'RIFF\u0000\u0000\u0000\u0000WEBPVP8 '],
    ['a cut PNG', '\u0089PNG\r\n\u001a\n'],
    ['a JPEG without a frame', '\u00ff\u00d8\u00ff\u00e0\u0000\u0002'],
    ['nothing', ''],
  ])('that is %s is refused', (_name, text) => {
    expect(faultOf(Buffer.from(text, 'latin1'))).toMatch(/no JPEG, PNG or GIF/);
  });

  it('of a size that no message carries is refused', () => {
    expect(faultOf(png(600, 300, 1_048_577))).toMatch(/at most 1048576/);
    expect(faultOf(png(0, 10))).toMatch(/between 1 and 6000/);
    expect(faultOf(png(10_000, 10))).toMatch(/between 1 and 6000/);
  });

  it('never breaks the check, whatever the bytes', () => {
    const begins = fc
      .constantFrom('', 'ffd8ff', '89504e470d0a1a0a', '474946383961')
      .map((hex) => Buffer.from(hex, 'hex'));
    fc.assert(
      fc.property(begins, fc.uint8Array({ maxLength: 80 }), (head, rest) => {
        const image = imageOf(Buffer.concat([head, rest]));
        if ('fault' in image) expect(image.fault).not.toBe('');
        else expect(typeOfName(image.name)).toBe(image.type);
      }),
    );
  });
});

describe('images of messages', () => {
  let test: TestDynamo;
  let store: TestObjectStore;
  let api: ReturnType<typeof createTestApi>;
  let get: (
    name: string,
    headers?: Record<string, string>,
  ) => Promise<{ status: number; headers: Record<string, unknown>; body: string }>;
  beforeAll(async () => {
    [test, store] = await Promise.all([startDynamo(), startObjectStore()]);
    const imageFiles = createImageFiles(store.s3, store.bucket);
    const withFiles: typeof imageRoutes = (services) => imageRoutes({ ...services, imageFiles });
    api = createTestApi(test, [withFiles, templateRoutes], () => Date.parse('2026-11-23T01:00:00.000Z'));
    await api.addKey('k', ['admin']);
    const handler = createHandler(imageFiles);
    get = async (name, headers = {}) => {
      const event = httpEvent({ method: 'GET', path: `/i/${name}`, headers, pathParameters: { name } });
      const { statusCode = 0, body = '', headers: given = {} } = await handler(event, lambdaContext());
      return { status: statusCode, headers: given, body };
    };
  });
  afterAll(async () => {
    await store.stop();
    await test.stop();
  });
  const call = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) =>
    api.call(method, path, { key: 'k', body });

  it('are hosted under the hash of their bytes, once, for anybody and for good, and run nowhere', async () => {
    const data = png(600, 300).toString('base64');
    const made = await call('POST', '/v1/images', { title: '가을 머그', data });
    expect(made.status).toBe(201);
    const { id, url } = made.body;
    expect(url).toBe(`https://crm.example.com/i/${id}`);
    expect((await call('POST', '/v1/images', { data })).body).toMatchObject({ id, title: '가을 머그' });
    expect((await call('GET', '/v1/images')).body.data).toHaveLength(1);

    const shown = await get(id);
    expect(shown.status).toBe(200);
    expect(Buffer.from(shown.body, 'base64')).toEqual(png(600, 300));
    expect(shown.headers).toMatchObject({
      ...{ 'content-type': 'image/png', 'cache-control': 'public, max-age=31536000, immutable' },
      ...{ 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" },
    });
    expect((await get(id, { 'if-none-match': `"${id}"` })).status).toBe(304);
    for (const name of ['../secret.png', 'x.png', `${id}.html`, `${'0'.repeat(32)}.png`, ''])
      expect((await get(name)).status).toBe(404);
  });

  it('are refused where they are no images', async () => {
    const svg = Buffer.from('<svg/>').toString('base64');
    expect((await call('POST', '/v1/images', { data: svg })).body).toMatchObject({
      error: { details: [{ path: 'data' }] },
    });
    expect((await call('POST', '/v1/images', { data: 'no base64!' })).status).toBe(422);
  });

  it('stay while a template shows them, are gone when they are deleted, and can come back', async () => {
    const data = jpeg(640, 480).toString('base64');
    const { id, url } = (await call('POST', '/v1/images', { data })).body;
    await call('POST', '/v1/templates', { ...EMAIL_AD, id: 'with-image', html: `<img src="${url}" alt="머그">` });
    expect((await call('DELETE', `/v1/images/${id}`)).status).toBe(409);
    await call('DELETE', '/v1/templates/with-image');
    expect((await call('DELETE', `/v1/images/${id}`)).status).toBe(204);
    expect((await get(id)).status).toBe(404);
    expect((await call('POST', '/v1/images', { data })).status).toBe(201);
    expect((await get(id)).status).toBe(200);
  });

  it('go into a Korean text by their names: hosted, a JPEG, small enough for a phone', async () => {
    const hosted = async (bytes: Buffer): Promise<string> =>
      (await call('POST', '/v1/images', { data: bytes.toString('base64') })).body.id;
    const save = async (imageId: string) => call('POST', '/v1/templates', { ...SMS_AD, imageId });
    expect((await save(await hosted(jpeg(320, 240)))).status).toBe(201);
    expect((await save(await hosted(jpeg(320, 240, 205_000)))).body.error.message).toMatch(/no JPEG up to 200 KB/);
    expect((await save(`${'0'.repeat(32)}.jpg`)).body.error.message).toMatch(/the picture "0+\.jpg" is not there/);
    expect((await save('../../secret.jpg')).body.error.message).toMatch(/name of a hosted JPEG/);
  });
});
