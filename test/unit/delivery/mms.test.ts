import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startSolapi } from '../../../infra/local/solapi/solapi.ts';
import { pictureFindings } from '../../../shared/campaigns/picture-findings.ts';
import { createSolapiText } from '../../../shared/delivery/solapi-text.ts';
import { createTextChannel } from '../../../shared/delivery/text-channel.ts';
import { MINUTE } from '../../../shared/platform/clock.ts';
import { createSolapi } from '../../../shared/solapi/client.ts';
import { IMAGE, imageOf } from '../../../shared/templates/image.ts';
import { keepPictures } from '../../../shared/templates/keep-pictures.ts';
import { MMS, picturesOf } from '../../../shared/templates/picture.ts';
import { createPictureStore } from '../../../shared/templates/picture-store.ts';
import { templateSchema } from '../../../shared/templates/template.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createImageMemory } from '../../support/image-memory.ts';
import { surroundings } from '../stand-ins/stand-in-bench.ts';
import { createShop } from './shop.ts';

let test: TestDynamo;
beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());

const FRAME = `ffd8ffe00010${'00'.repeat(14)}ffc00011080030004001`;
/** A JPEG like any other, told apart by its last byte. */
const jpeg = (mark: number, size = 2_000): Buffer => {
  const bytes = Buffer.alloc(size);
  bytes.write(FRAME, 'hex');
  bytes[size - 1] = mark;
  return bytes;
};
const TEMPLATE = {
  name: '신상',
  channel: 'sms',
  purpose: 'info',
  language: 'ko',
  text: '신상품 사진을 보내 드립니다.',
};

const bench = async (mark: number) => {
  const shop = createShop(test, '2026-11-23T04:00:00.000Z');
  await shop.settings.change({
    sms: { provider: { KR: 'solapi' }, awsSender: null, certificate: null, kakaoChannel: null },
  });
  const faults = { failProvider: 0, loseProviderAnswer: 0, random: Math.random };
  const around = surroundings({ clock: shop.clock, faults: () => faults });
  const standIn = await startSolapi(around.options);
  onTestFinished(() => standIn.stop());
  const secret = async () => ({ apiKey: 'local', apiSecret: 'local-secret', webhookSecret: 'w'.repeat(40) });
  const solapi = createSolapi({ url: standIn.endpoint, secret, clock: shop.clock });
  const pictures = createPictureStore(test.dynamo, test.tables.insights);
  const files = createImageMemory();
  const host = async (bytes: Buffer): Promise<string> => {
    const image = imageOf(bytes);
    if ('fault' in image) throw new Error(image.fault);
    const { name, ...rest } = image;
    await files.put(name, image.type, bytes);
    await shop.definitions.save(IMAGE, name, { title: 'picture', ...rest }, { expected: 0, by: undefined });
    return name;
  };
  const keep = () => keepPictures({ solapi, pictures, files, clock: shop.clock }, Number.POSITIVE_INFINITY);
  const adapter = createTextChannel({
    aws: { prepare: () => Promise.reject(new Error('AWS')) },
    solapi: createSolapiText(solapi, pictures),
  });
  const send = async (id: string) => {
    for (const key of shop.queued.splice(0)) await shop.sender(adapter)(key, Number.POSITIVE_INFINITY);
    return (await shop.ledger(id)).rows[0];
  };
  return { shop, standIn, pictures, files, keep, send, faults, name: await host(jpeg(mark)) };
};

describe('the picture of a Korean text', () => {
  it('is handed to the carrier once, under its own name, and goes out as MMS at its price', async () => {
    const { shop, standIn, pictures, keep, send, name } = await bench(1);
    await pictures.want(MMS, name, '2026-11-23T04:00:00.000Z');
    expect(await keep()).toBe(1);
    expect(await keep()).toBe(0);
    const [[fileId, bytes] = []] = [...standIn.files()];
    expect(bytes).toEqual(jpeg(1));
    await shop.addCustomer('u:mms', { contacts: { phone: '+821055552001' } });
    await shop.addCampaign('mms', { audience: { list: ['mms'] }, channel: 'sms' }, { ...TEMPLATE, imageId: name });
    await shop.launch('mms');
    expect(await send('mms')).toMatchObject({ status: 'sent', costMilli: 200_000 });
    expect(standIn.accepted()).toMatchObject([{ type: 'MMS', imageId: fileId }]);
  });

  it('stops a launch until it is there, and a text that is on its way waits for it', async () => {
    const { shop, standIn, pictures, keep, send, name } = await bench(2);
    await pictures.want(MMS, name, '2026-11-23T04:00:00.000Z');
    await shop.addCustomer('u:early', { contacts: { phone: '+821055552002' } });
    await shop.addCampaign('early', { audience: { list: ['early'] }, channel: 'sms' }, { ...TEMPLATE, imageId: name });
    const blocks = async () =>
      (await shop.preflight('early')).findings.filter(({ level }) => level === 'block').map(({ code }) => code);
    expect(await blocks()).toEqual(['pictureNotReady']);
    await keep();
    expect(await blocks()).toEqual([]);
    await shop.launch('early');
    // Somebody throws it away in the carrier's console and saves anew.
    await pictures.put(MMS, name, { state: 'new', at: '2026-11-23T04:00:00.000Z' });
    expect(await send('early')).toMatchObject({ status: 'deferred', reason: 'unreachable' });
    expect(standIn.accepted()).toEqual([]);
    await keep();
    shop.advance(20 * MINUTE);
    await shop.tick();
    expect(await send('early')).toMatchObject({ status: 'sent' });
    expect(standIn.accepted()).toHaveLength(1);
  });

  it('is tried again while the carrier is busy, and named when it is refused, until the template is saved again', async () => {
    const { pictures, keep, files, faults, name } = await bench(3);
    const at = '2026-11-23T04:00:00.000Z';
    await pictures.want(MMS, name, at);
    const warned = vi.spyOn(console, 'warn').mockReturnValue();
    faults.failProvider = 1;
    expect(await keep()).toBe(0);
    warned.mockRestore();
    expect(await pictures.find(MMS, name)).toMatchObject({ state: 'new' });
    faults.failProvider = 0;
    await files.put(name, 'image/jpeg', Buffer.from('<svg/>'));
    expect(await keep()).toBe(0);
    const refused = await pictures.find(MMS, name);
    expect(refused).toMatchObject({ state: 'refused', reason: expect.stringContaining('JPG') });
    const [wanted] = picturesOf(templateSchema.parse({ ...TEMPLATE, imageId: name }));
    if (!wanted) throw new Error('no picture');
    expect(pictureFindings(wanted, refused)).toMatchObject([{ code: 'pictureRefused', level: 'block' }]);
    await files.put(name, 'image/jpeg', jpeg(3));
    await pictures.want(MMS, name, at);
    expect(await keep()).toBe(1);
    expect(pictureFindings(wanted, await pictures.find(MMS, name))).toEqual([]);
  });

  it.each([
    [413, 'refused'],
    [404, 'refused'],
    [402, 'new'],
    [403, 'new'],
    [429, 'new'],
    [503, 'new'],
  ] as const)('that is answered with %i is %s, and holds up no other', async (status, state) => {
    const states = new Map([...'ab'].map((name) => [name, 'new']));
    const pictures = {
      wanted: async (use: string) =>
        use === MMS ? [...states].flatMap(([name, known]) => (known === 'new' ? [name] : [])) : [],
      put: async (_use: string, name: string, picture: { readonly state: string }) =>
        void states.set(name, picture.state),
    };
    const call = async (_method: string, _path: string, given?: { readonly body?: object }) =>
      JSON.stringify(given?.body).includes('"a"') ? { status, body: 'no' } : { status: 200, body: { fileId: 'F1' } };
    const files = { read: async () => Buffer.from('') };
    const warned = vi.spyOn(console, 'warn').mockReturnValue();
    const deps = { solapi: { call }, pictures, files, clock: () => 1_000 };
    // Nothing is begun when the time is up.
    expect(await keepPictures(deps, 1_000)).toBe(0);
    expect(await keepPictures(deps, 1_001)).toBe(1);
    warned.mockRestore();
    expect(Object.fromEntries(states)).toEqual({ a: state, b: 'kept' });
  });
});
