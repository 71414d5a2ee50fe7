import { Agent, createServer, request } from 'node:http';
import type { Faults } from '../faults.ts';

export interface ThrottleProxy {
  readonly endpoint: string;
  stop(): Promise<void>;
}

const refusal = JSON.stringify({
  __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
  message: 'The level of configured provisioned throughput for the table was exceeded (fault injection).',
});

/** Stands before DynamoDB Local while calls are to be throttled: it refuses a seeded share of them. */
export async function startThrottleProxy(target: string, faults: Faults): Promise<ThrottleProxy> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    const refuse = (): void => {
      outgoing.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      outgoing.end(refusal);
    };
    const throttled = faults.random() < faults.shares().throttleDynamo;
    if (throttled) {
      incoming.resume();
      incoming.on('end', refuse);
      return;
    }
    const forwarded = request(target, {
      agent,
      method: incoming.method ?? 'POST',
      path: incoming.url ?? '/',
      headers: incoming.headers,
    });
    forwarded.on('response', (response) => {
      outgoing.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The throttling proxy has no port.');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
