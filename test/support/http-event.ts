import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';

interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes come as API Gateway sends them: in base64. */
  readonly body?: string | Buffer;
  readonly query?: Readonly<Record<string, string>>;
  readonly pathParameters?: Readonly<Record<string, string>>;
}

/** An event of API Gateway's HTTP API, payload 2.0, complete. */
export const httpEvent = (call: Call = {}): APIGatewayProxyEventV2 => {
  const { method = 'POST', path = '/v1/track', headers = {}, body } = call;
  const query = new URLSearchParams(call.query).toString();
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: query,
    headers: { host: 'localhost:4000', 'content-type': 'application/json', ...headers },
    ...(call.query ? { queryStringParameters: { ...call.query } } : {}),
    ...(call.pathParameters ? { pathParameters: { ...call.pathParameters } } : {}),
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'test' },
      requestId: randomUUID(),
      routeKey: `${method} ${path}`,
      stage: '$default',
      time: '23/Nov/2026:01:00:00 +0000',
      timeEpoch: Date.parse('2026-11-23T01:00:00Z'),
    },
    ...(body === undefined ? {} : { body: Buffer.isBuffer(body) ? body.toString('base64') : body }),
    isBase64Encoded: Buffer.isBuffer(body),
  };
};

/** What Lambda hands over beside the event. */
export const lambdaContext = (remainingMs = 29_000): Context => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'test',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:ap-northeast-2:000000000000:function:test',
  memoryLimitInMB: '512',
  awsRequestId: randomUUID(),
  logGroupName: 'test',
  logStreamName: 'test',
  getRemainingTimeInMillis: () => remainingMs,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
});
