// The process whose CPU is read. The same HTTP server in front of four ways to take in the same body.
import { Agent, request as call, type IncomingMessage, type ServerResponse } from 'node:http';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { handler } from '../../functions/ingest/index.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { inParallel } from '../../shared/platform/worker.ts';
import { httpEvent, lambdaContext } from '../support/http-event.ts';
import { bytesOf, serve } from './serve.ts';

const table = z.object({ AWS_ENDPOINT_URL_DYNAMODB: z.string() }).parse(process.env).AWS_ENDPOINT_URL_DYNAMODB;
const agent = new Agent({ keepAlive: true, maxSockets: 50 });
const SUCCESS = JSON.stringify({ success: true });

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const callsIn = (body: unknown): unknown[] => (isObject(body) ? (Array.isArray(body.batch) ? body.batch : [body]) : []);

const answer = (response: ServerResponse, status: number, body: string): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(body);
};

/** One put as bytes on the wire, without an SDK: neither signed nor retried nor checked. */
const putRaw = (item: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const body = JSON.stringify({
      TableName: 'events',
      Item: { person: { S: 'u' }, key: { S: 'k' }, body: { S: item } },
    });
    const put = call(table, {
      agent,
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.PutItem',
        'content-length': Buffer.byteLength(body),
      },
    });
    put.once('error', reject);
    put.once('response', (response) => {
      response.resume();
      response.once('end', resolve);
    });
    put.end(body);
  });

const dynamo = createDynamo();

const putBySdk = async (item: string): Promise<void> => {
  await dynamo.send(
    new PutCommand({
      TableName: 'events',
      Item: { person: 'u', key: 'k', body: item },
      ConditionExpression: 'attribute_not_exists(person)',
    }),
  );
};

const floor = (body: Buffer): string[] =>
  callsIn(JSON.parse(body.toString('utf8'))).map((entry) => JSON.stringify(entry));

const ingest = async (request: IncomingMessage, body: Buffer): Promise<{ status: number; body: string }> => {
  const path = request.headers['x-path'];
  const event = httpEvent({
    path: typeof path === 'string' ? path : '/v1/batch',
    headers: { authorization: request.headers.authorization ?? '' },
    body: body.toString('utf8'),
  });
  const result = await handler(event, lambdaContext());
  return { status: result.statusCode ?? 500, body: result.body ?? '' };
};

serve(async (request, response) => {
  const body = await bytesOf(request);
  switch (request.url) {
    case '/floor':
      floor(body);
      return answer(response, 200, SUCCESS);
    case '/wire':
      await inParallel(floor(body), 40, putRaw);
      return answer(response, 200, SUCCESS);
    case '/sdk':
      await inParallel(floor(body), 40, putBySdk);
      return answer(response, 200, SUCCESS);
    case '/ingest': {
      const result = await ingest(request, body);
      return answer(response, result.status, result.body);
    }
    default:
      return answer(response, 200, JSON.stringify(process.cpuUsage()));
  }
});
