import { Agent, request as call } from 'node:http';
import type { Faults } from '../faults.ts';
import { jsonError } from '../stand-in/json-api.ts';
import { type Endpoint, type HttpReply, type HttpRequest, serve } from '../stand-in/server.ts';

/** Passes one call on as it came: every call of every function goes this way. */
const forward = (target: string, agent: Agent, { method, path, headers, body }: HttpRequest): Promise<HttpReply> =>
  new Promise((resolve, reject) => {
    const passed = call(`${target}${path}`, { agent, method, headers: { ...headers, 'content-length': body.length } });
    passed.once('error', reject);
    passed.once('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 500,
          headers: { 'content-type': 'application/x-amz-json-1.0' },
          body: Buffer.concat(parts).toString('utf8'),
        }),
      );
    });
    passed.end(body);
  });

async function startThrottleProxy(target: string, faults: Faults): Promise<Endpoint> {
  const agent = new Agent({ keepAlive: true });
  const proxy = await serve((request) => {
    if (faults.random() >= faults.shares().throttleDynamo) return forward(target, agent, request);
    const name = 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException';
    return jsonError('1.0', name, 'The level of configured provisioned throughput was exceeded (fault injection).');
  });
  return {
    endpoint: proxy.endpoint,
    stop: async () => {
      agent.destroy();
      await proxy.stop();
    },
  };
}

export interface Throttling {
  /** Where functions find DynamoDB: directly, or through a proxy that refuses a seeded share while calls are to be throttled. */
  endpoint(): Promise<string>;
  stop(): Promise<void>;
}

export function createThrottling(target: string, faults: Faults): Throttling {
  let proxy: Endpoint | undefined;
  return {
    endpoint: async () => {
      if (faults.shares().throttleDynamo === 0) return target;
      proxy ??= await startThrottleProxy(target, faults);
      return proxy.endpoint;
    },
    stop: async () => proxy?.stop(),
  };
}
