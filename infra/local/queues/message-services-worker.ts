import { existsSync } from 'node:fs';
import { Server } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { startFauxqs } from 'fauxqs';
import { followClock } from '../clock.ts';
import type {
  MessageServicesCall,
  MessageServicesInput,
  MessageServicesMessage,
  MessageServicesRequest,
  QueueState,
} from './message-services.ts';

const input: MessageServicesInput = workerData;
const port = parentPort;
if (port === null) throw new Error('message-services-worker.ts runs only as a worker thread.');
const send = (message: MessageServicesMessage): void => port.postMessage(message);

followClock(input.clock);

// fauxqs listens on every interface; the local stack must be reachable from this machine only.
const listen = Server.prototype.listen;
Server.prototype.listen = function listenOnLoopback(this: Server, ...values: unknown[]) {
  const [first] = values;
  const options =
    typeof first === 'object' && first !== null && 'host' in first
      ? [{ ...first, host: '127.0.0.1' }, ...values.slice(1)]
      : values;
  return Reflect.apply(listen, this, options);
};

// Nobody who held a message in flight survived the last run, so its messages are free again at once.
if (input.dataDir !== undefined && existsSync(join(input.dataDir, 'fauxqs.db'))) {
  const database = new DatabaseSync(join(input.dataDir, 'fauxqs.db'));
  database.exec('UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL');
  database.close();
}

const server = await startFauxqs({
  port: 0,
  logger: false,
  defaultRegion: input.region,
  ...(input.dataDir === undefined ? {} : { dataDir: input.dataDir }),
});
const endpoint = `http://127.0.0.1:${server.port}`;
const queueNames: string[] = [];

async function setAttributes(url: string, attributes: Readonly<Record<string, string>>): Promise<void> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SetQueueAttributes' },
    body: JSON.stringify({ QueueUrl: url, Attributes: attributes }),
  });
  if (!response.ok) throw new Error(`SetQueueAttributes of ${url}: ${await response.text()}`);
}

function stateOf(name: string): QueueState {
  const messages = server.inspectQueue(name)?.messages;
  if (messages === undefined) return { ready: 0, inFlight: [], delayed: [] };
  return {
    ready: messages.ready.length,
    inFlight: messages.inflight.map((entry) => entry.visibilityDeadline),
    delayed: messages.delayed.map((message) => message.delayUntil ?? 0),
  };
}

async function handle(request: MessageServicesRequest): Promise<Record<string, QueueState>> {
  switch (request.kind) {
    case 'create': {
      for (const queue of request.plan.queues) {
        queueNames.push(queue.name);
        // Creating a kept queue again would replace its row and with it drop its messages.
        if (server.inspectQueue(queue.name) === undefined)
          server.createQueue(queue.name, { attributes: { ...queue.attributes } });
        else await setAttributes(queue.url, queue.attributes);
      }
      for (const topic of request.plan.topics) server.createTopic(topic.name);
      for (const { topicName, queueName, attributes } of request.plan.subscriptions) {
        server.subscribe({ topic: topicName, queue: queueName, attributes: { ...attributes } });
      }
      for (const bucket of request.plan.buckets) server.createBucket(bucket);
      return {};
    }
    case 'states':
      return Object.fromEntries(queueNames.map((name) => [name, stateOf(name)]));
    case 'publish':
      server.publish(request.topic, request.message);
      return {};
    case 'send':
      server.sendMessage(request.queue, request.body);
      return {};
    case 'stop':
      await server.stop();
      return {};
  }
}

port.on('message', async ({ id, request }: MessageServicesCall) => {
  try {
    send({ kind: 'answer', id, states: await handle(request) });
  } catch (error) {
    send({ kind: 'answer', id, error: error instanceof Error ? error.message : String(error) });
  }
});
send({ kind: 'ready', endpoint });
