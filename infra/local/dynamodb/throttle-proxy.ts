import type { Faults } from '../faults.ts';
import { jsonError } from '../stand-in/json-api.ts';
import { type Endpoint, serve } from '../stand-in/server.ts';

/** Stands before DynamoDB Local while calls are to be throttled: it refuses a seeded share of them. */
export function startThrottleProxy(target: string, faults: Faults): Promise<Endpoint> {
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
