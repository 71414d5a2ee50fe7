import type { Faults } from '../faults.ts';
import { jsonError } from '../stand-in/json-api.ts';
import { type Endpoint, serve } from '../stand-in/server.ts';

function startThrottleProxy(target: string, faults: Faults): Promise<Endpoint> {
  return serve(async ({ method, path, headers, body }) => {
    if (faults.random() < faults.shares().throttleDynamo) {
      const name = 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException';
      return jsonError('1.0', name, 'The level of configured provisioned throughput was exceeded (fault injection).');
    }
    const passed = ['content-type', 'x-amz-target', 'authorization'].map((header) => [
      header,
      String(headers[header] ?? ''),
    ]);
    const response = await fetch(`${target}${path}`, {
      method,
      headers: Object.fromEntries(passed),
      body: new Uint8Array(body),
    });
    return {
      status: response.status,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: await response.text(),
    };
  });
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
