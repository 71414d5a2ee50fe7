import { describe, expect, test } from 'vitest';
import { corsHeaders, preflightHeaders } from '../../../infra/local/http/cors.ts';
import { type HttpRequest, isDecodable, toAnswer, toEvent } from '../../../infra/local/http/payload.ts';

const request = (extra: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'POST',
  path: '/v1/track',
  query: '',
  headers: { host: 'localhost:4000', 'user-agent': 'test' },
  body: Buffer.alloc(0),
  sourceIp: '127.0.0.1',
  ...extra,
});
const match = { routeKey: 'POST /v1/track', target: 't', parameters: {} };
const eventOf = (extra: Partial<HttpRequest>) => toEvent(request(extra), match, 0, 'api');

describe('the event of payload format 2.0', () => {
  test('a JSON body stays text', () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    expect(eventOf({ headers, body: Buffer.from('{"한":1}') })).toMatchObject({
      version: '2.0',
      body: '{"한":1}',
      isBase64Encoded: false,
    });
  });

  test('a compressed body and a binary type arrive in base64', () => {
    const bytes = Buffer.from([31, 139, 0, 255]);
    expect(
      eventOf({ headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' }, body: bytes }),
    ).toMatchObject({ body: bytes.toString('base64'), isBase64Encoded: true });
    expect(eventOf({ headers: { 'content-type': 'application/octet-stream' }, body: bytes })).toMatchObject({
      isBase64Encoded: true,
    });
  });

  test('a path that encodes no text is refused, not an error of the runner', () => {
    expect(['/v1/customers/%E0%A4%A', '/v1/customers/%ED%A0%80', '/%'].map(isDecodable)).toEqual([false, false, false]);
    expect(isDecodable('/v1/customers/%EA%B9%80%2F1')).toBe(true);
  });

  test('cookies leave the headers; repeated parameters are joined with commas', () => {
    const event = eventOf({ headers: { cookie: 'a=1; b=2', 'x-id': '7' }, query: 'a=1&a=2&b=%20' });
    expect(event).toMatchObject({
      cookies: ['a=1', 'b=2'],
      headers: { 'x-id': '7' },
      rawQueryString: 'a=1&a=2&b=%20',
      queryStringParameters: { a: '1,2', b: ' ' },
    });
    expect(event).not.toHaveProperty('headers.cookie');
  });

  test('no body, no parameters: the fields are absent', () => {
    const event = eventOf({});
    expect(event).not.toHaveProperty('body');
    expect(event).not.toHaveProperty('pathParameters');
    expect(event).not.toHaveProperty('queryStringParameters');
  });
});

describe('the answer to a result of a function', () => {
  test('with statusCode it is taken as given', () => {
    expect(
      toAnswer({ statusCode: 201, headers: { 'X-Id': 5 }, cookies: ['a=1'], body: 'aGk=', isBase64Encoded: true }),
    ).toEqual({
      status: 201,
      headers: { 'x-id': '5', 'set-cookie': ['a=1'], 'content-type': 'text/plain; charset=utf-8' },
      body: Buffer.from('hi'),
    });
  });

  test('without statusCode it is JSON with status 200', () => {
    expect(toAnswer({ ok: true })).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"ok":true}',
    });
    expect(toAnswer('hello')).toMatchObject({ status: 200, body: 'hello' });
  });

  test('a malformed one is an internal server error', () => {
    expect(toAnswer({ statusCode: 200, body: { not: 'text' } })).toMatchObject({ status: 500 });
  });
});

describe('CORS by the configuration of the API', () => {
  const cors = {
    origins: ['https://shop.example'],
    methods: ['POST'],
    headers: ['content-type'],
    exposed: ['x-request-id'],
    credentials: false,
    maxAgeSeconds: 60,
  };

  test('an allowed origin gets its headers, another or none gets nothing', () => {
    expect(corsHeaders(cors, 'https://shop.example')).toEqual({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-expose-headers': 'x-request-id',
    });
    expect(corsHeaders(cors, 'https://evil.example')).toEqual({});
    expect(corsHeaders(cors, undefined)).toEqual({});
    expect(corsHeaders({ ...cors, origins: ['*'] }, 'https://any.example')).toMatchObject({
      'access-control-allow-origin': '*',
    });
  });

  test('a preflight for a method that is not allowed gets nothing', () => {
    expect(preflightHeaders(cors, 'https://shop.example', 'POST')).toMatchObject({
      'access-control-allow-methods': 'POST',
      'access-control-max-age': '60',
    });
    expect(preflightHeaders(cors, 'https://shop.example', 'DELETE')).toEqual({});
  });
});
