import { createAwsJsonClient } from '../aws-json.ts';
import type { Faults } from '../faults.ts';
import type { InvokeResult } from '../lambda/function-pool.ts';
import type { Plan } from '../plan.ts';
import { nameOfArn } from '../resources/properties.ts';
import { startQueueMapping } from './mapping.ts';

const defaultConcurrency = 5;

/** All event source mappings on queues. */
export function startQueueMappings(options: {
  plan: Pick<Plan, 'queueMappings' | 'queues'>;
  endpoint: string;
  region: string;
  faults: Faults;
  invoke(functionArn: string, event: string): Promise<InvokeResult>;
  failed(error: unknown): void;
}): { readonly consumed: ReadonlySet<string>; pending(): number; stop(): Promise<void> } {
  const { plan } = options;
  const mappings = plan.queueMappings.map((mapping) => {
    const queue = plan.queues.find(({ arn }) => arn === mapping.source);
    if (queue === undefined) throw new Error(`${mapping.id}: queue '${mapping.source}' is not in the template.`);
    return startQueueMapping({
      plan: mapping,
      queueUrl: queue.url,
      client: createAwsJsonClient(options.endpoint, 'AmazonSQS', options.region),
      region: options.region,
      concurrency: defaultConcurrency,
      invoke: (event) => options.invoke(mapping.functionArn, event),
      duplicate: options.faults.duplicate,
      failed: options.failed,
    });
  });
  return {
    consumed: new Set(plan.queueMappings.map((mapping) => nameOfArn(mapping.source))),
    pending: () => mappings.reduce((sum, mapping) => sum + mapping.pending(), 0),
    stop: async () => {
      await Promise.all(mappings.map((mapping) => mapping.stop()));
    },
  };
}
