import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startSolapi } from '../../../infra/local/solapi/solapi.ts';
import type { Outgoing } from '../../../shared/delivery/channel.ts';
import { createSolapiText } from '../../../shared/delivery/solapi-text.ts';
import { settingsSchema } from '../../../shared/settings/settings.ts';
import { authorization, createSolapi } from '../../../shared/solapi/client.ts';
import type { SolapiSecret } from '../../../shared/solapi/credentials.ts';
import { koreanSize } from '../../../shared/templates/korean-text.ts';
import { NO_PICTURES } from '../../support/image-memory.ts';
import { noon, surroundings } from '../stand-ins/stand-in-bench.ts';

const SECRET: SolapiSecret = { apiKey: 'local', apiSecret: 'local-secret', webhookSecret: 'w'.repeat(32) };
const settings = settingsSchema.parse({ brand: { smsSender: '02-123-4567' } });

const outgoing = (text: string, more: object = {}, to = '+821012345678'): Outgoing => {
  const size = koreanSize(text, 'imageId' in more);
  if (!size) throw new Error('too long');
  const message = { channel: 'sms', text, size, carrier: 'solapi', ...more } as const;
  return {
    ...{ to, ref: 'winback_03_0_17', campaignId: 'winback', purpose: 'ad', message, settings, brand: settings.brand },
    unsubscribeUrl: 'https://dgl.kr/s/abcdefghiu',
  };
};

const bench = async (secret: Partial<SolapiSecret> = {}) => {
  const around = surroundings();
  const standIn = await startSolapi(around.options);
  standIn.configure({ senders: ['021234567'] });
  onTestFinished(() => standIn.stop());
  const given = async () => ({ ...SECRET, ...secret });
  const adapter = createSolapiText(
    createSolapi({ url: standIn.endpoint, secret: given, clock: () => noon }),
    NO_PICTURES,
  );
  const send = async (message: Outgoing) => (await adapter.prepare(message))();
  return { standIn, inbox: around.inbox, send };
};

/** Answers every call with this. */
const answering = async (status: number, body: string) => {
  let calls = 0;
  const server = createServer((_request, response) => {
    calls += 1;
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const adapter = createSolapiText(createSolapi({ url, secret: async () => SECRET, clock: () => noon }), NO_PICTURES);
  const answer = await (await adapter.prepare(outgoing('안녕')))();
  return { answer, calls };
};

describe('a Korean text', () => {
  it('goes out in the kind that was counted, from the registered number, in digits', async () => {
    const { send, standIn, inbox } = await bench();
    await send(outgoing('안녕'));
    await send(outgoing('가'.repeat(100), { subject: '소식' }));
    await send(outgoing('사진', { imageId: 'ST01FZ2411220000' }));
    expect(standIn.accepted()).toMatchObject([
      { type: 'SMS', to: '01012345678', from: '021234567', customFields: { ref: 'winback_03_0_17' } },
      { type: 'LMS', subject: '소식' },
      { type: 'MMS', imageId: 'ST01FZ2411220000' },
    ]);
    expect(inbox.list().map(({ channel, to }) => [channel, to])).toEqual([
      ['sms', '+821012345678'],
      ['lms', '+821012345678'],
      ['lms', '+821012345678'],
    ]);
  });

  it('is refused by the platform as the platform counts, which is how we count', async () => {
    const { send } = await bench();
    const forced = (kind: 'SMS' | 'LMS', text: string) => {
      const message = { channel: 'sms', text, carrier: 'solapi' } as const;
      const size = { encoding: 'EUC-KR', kind, length: 0, parts: 1 } as const;
      return { ...outgoing('안녕'), message: { ...message, size } };
    };
    expect(await send(forced('SMS', '가'.repeat(46)))).toEqual({ kind: 'refused', code: '1031' });
    expect(await send(forced('LMS', '뷁'))).toEqual({ kind: 'refused', code: '1029' });
    expect(await send(forced('SMS', '가'.repeat(45)))).toMatchObject({ kind: 'accepted' });
  });

  it('waits while the account is at fault, and is over where the person refused', async () => {
    const { send, standIn } = await bench();
    standIn.configure({ senders: ['0299998888'] });
    expect(await send(outgoing('안녕'))).toEqual({ kind: 'refused', code: '1062', retry: 'paused' });
    standIn.configure({ senders: [] });
    standIn.refuse('01012345678', '021234567');
    expect(await send(outgoing('안녕'))).toEqual({ kind: 'refused', code: '1061' });
    const wrongKey = await bench({ apiSecret: 'other' });
    expect(await wrongKey.send(outgoing('안녕'))).toMatchObject({ kind: 'refused', retry: 'paused' });
    const noKey = await bench({ apiKey: '' });
    expect(await noKey.send(outgoing('안녕'))).toMatchObject({ kind: 'refused', retry: 'paused' });
  });

  it.each([
    [200, '{"statusCode":"2000","messageId":"M1"}', { kind: 'accepted', providerId: 'M1' }],
    [200, '{"statusCode":"3000","messageId":"M1"}', { kind: 'accepted', providerId: 'M1' }],
    [200, '{"statusCode":"1030","messageId":"M1"}', { kind: 'refused', code: '1030', retry: 'paused' }],
    [200, '{"statusCode":"1024","messageId":"M1"}', { kind: 'refused', code: '1024', retry: 'unreachable' }],
    [200, '{"statusCode":"1099","messageId":"M1"}', { kind: 'refused', code: '1099' }],
    [200, 'not json', { kind: 'unknown', code: 'unreadable' }],
    [302, '', { kind: 'unknown', code: 'TypeError' }],
    [400, '{"errorCode":"ValidationError"}', { kind: 'refused', code: 'ValidationError' }],
    [400, '{"errorCode":"NotEnoughBalance"}', { kind: 'refused', code: 'NotEnoughBalance', retry: 'paused' }],
    [402, '', { kind: 'refused', code: 'HTTP 402', retry: 'paused' }],
    [429, '', { kind: 'refused', code: 'HTTP 429', retry: 'throttled' }],
    [500, '{"errorCode":"InternalServerError"}', { kind: 'unknown', code: 'HTTP 500' }],
    [503, '', { kind: 'unknown', code: 'HTTP 503' }],
  ])('answered %d %s is read for what it proves, after one try', async (status, body, expected) => {
    const { answer, calls } = await answering(status, body);
    expect(answer).toEqual(expected);
    expect(calls).toBe(1);
  });
});

it('signs date and salt', () => {
  // Worked out by hand with openssl: printf '2019-07-01T00:41:48Zjqsba2jxjnrjor' | openssl dgst -sha256 -hmac secret
  expect(authorization({ ...SECRET, apiKey: 'K', apiSecret: 'secret' }, '2019-07-01T00:41:48Z', 'jqsba2jxjnrjor')).toBe(
    'HMAC-SHA256 apiKey=K, date=2019-07-01T00:41:48Z, salt=jqsba2jxjnrjor, signature=4297539ca79c85dd83b60cbddae60942710223ddcafc4bf02275193a649057ce',
  );
});
