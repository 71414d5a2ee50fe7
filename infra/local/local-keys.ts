import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createApiKeyStore } from '../../shared/settings/api-key-store.ts';
import type { Plan } from './plan.ts';

/** Puts the two keys of the local stack where the product keeps keys, by the product's own code. */
export async function createLocalKeys(
  plan: Pick<Plan, 'functions'>,
  endpoint: string,
  region: string,
  now: () => number,
): Promise<void> {
  const table = plan.functions
    .map(({ environment }) => environment.DEFINITIONS_TABLE)
    .find((name) => name !== undefined);
  if (table === undefined) return;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region, credentials });
  const store = createApiKeyStore(DynamoDBDocumentClient.from(client), table, now);
  await store.create('local-write', { name: 'local-write', scopes: ['write'], source: 'local' });
  await store.create('local-admin', { name: 'local-admin', scopes: ['admin'], source: 'local' });
  client.destroy();
}
