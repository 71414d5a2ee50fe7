import { Worker } from 'node:worker_threads';
import type { Clock } from '../clock.ts';
import type { Plan } from '../plan.ts';

/** How many messages of a queue wait, and when hidden ones come back (product clock, ms). */
export interface QueueState {
  readonly ready: number;
  readonly inFlight: readonly number[];
  readonly delayed: readonly number[];
}

export interface MessageServicesInput {
  readonly clock: SharedArrayBuffer;
  readonly region: string;
  readonly dataDir?: string;
}

export type MessageServicesRequest =
  | { readonly kind: 'create'; readonly plan: Pick<Plan, 'queues' | 'topics' | 'subscriptions' | 'buckets'> }
  | { readonly kind: 'states' }
  | { readonly kind: 'publish'; readonly topic: string; readonly message: string }
  | { readonly kind: 'send'; readonly queue: string; readonly body: string }
  | { readonly kind: 'stop' };

export interface MessageServicesCall {
  readonly id: number;
  readonly request: MessageServicesRequest;
}

export type MessageServicesMessage =
  | { readonly kind: 'ready'; readonly endpoint: string }
  | {
      readonly kind: 'answer';
      readonly id: number;
      readonly states?: Record<string, QueueState>;
      readonly error?: string;
    };

/** SQS, SNS and S3 by fauxqs, in a thread of its own whose clock is the product's: delays and visibility timeouts obey jumps. */
export interface MessageServices {
  readonly endpoint: string;
  create(plan: Pick<Plan, 'queues' | 'topics' | 'subscriptions' | 'buckets'>): Promise<void>;
  states(): Promise<Record<string, QueueState>>;
  publish(topicName: string, message: string): Promise<void>;
  send(queueName: string, body: string): Promise<void>;
  stop(): Promise<void>;
  /** Ends the thread at once, as kill -9 would. */
  kill(): Promise<void>;
}

export async function startMessageServices(options: {
  clock: Clock;
  region: string;
  dataDir?: string;
}): Promise<MessageServices> {
  const input: MessageServicesInput = {
    clock: options.clock.shared,
    region: options.region,
    ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
  };
  const worker = new Worker(new URL('./message-services-worker.ts', import.meta.url), {
    workerData: input,
    env: {},
    name: 'queues',
    execArgv: [],
  });
  const calls = new Map<number, { resolve(states: Record<string, QueueState>): void; reject(error: Error): void }>();
  let next = 0;
  const endpoint = await new Promise<string>((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', (message: MessageServicesMessage) => {
      if (message.kind === 'ready') {
        resolve(message.endpoint);
        return;
      }
      const call = calls.get(message.id);
      calls.delete(message.id);
      if (message.error === undefined) call?.resolve(message.states ?? {});
      else call?.reject(new Error(message.error));
    });
  });
  const ask = (request: MessageServicesRequest): Promise<Record<string, QueueState>> =>
    new Promise((resolve, reject) => {
      next += 1;
      calls.set(next, { resolve, reject });
      worker.postMessage({ id: next, request } satisfies MessageServicesCall);
    });
  return {
    endpoint,
    create: async ({ queues, topics, subscriptions, buckets }) => {
      await ask({ kind: 'create', plan: { queues, topics, subscriptions, buckets } });
    },
    states: () => ask({ kind: 'states' }),
    publish: async (topic, message) => {
      await ask({ kind: 'publish', topic, message });
    },
    send: async (queue, body) => {
      await ask({ kind: 'send', queue, body });
    },
    stop: async () => {
      await ask({ kind: 'stop' });
      await worker.terminate();
    },
    kill: async () => {
      await worker.terminate();
    },
  };
}
