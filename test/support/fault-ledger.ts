import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { createConsentStore } from '../../shared/consent/evidence-store.ts';
import { type Message, messageSchema } from '../../shared/delivery/message.ts';
import { scanAll } from '../../shared/platform/dynamo.ts';
import { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import { addFaultPeople, type People } from './fault-people.ts';

const environmentSchema = z.object({
  ...{ AWS_ENDPOINT_URL_DYNAMODB: z.string(), AWS_REGION: z.string() },
  ...{ CONSENTS_TABLE: z.string(), CUSTOMERS_TABLE: z.string(), MESSAGES_TABLE: z.string() },
});

export interface LedgerTables {
  /** Writes so many customers with all addresses and consent to ads by mail and text; answers their user ids. */
  addPeople(people: People, size: number): Promise<string[]>;
  /** Every message there is. */
  rows(): Promise<Message[]>;
}

/** The tables of a running local stack, as its senders find them. */
export const connectLedger = async (
  ask: (method: string, path: string, body: unknown) => Promise<unknown>,
): Promise<LedgerTables> => {
  const environment = environmentSchema.parse(await ask('POST', '/_local/environment', { function: 'SendEmail' }));
  const client = new DynamoDBClient({
    endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB,
    region: environment.AWS_REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const dynamo = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const customers = createCustomerStore(dynamo, environment.CUSTOMERS_TABLE);
  const consents = createConsentStore(dynamo, environment.CONSENTS_TABLE);

  return {
    addPeople: (people, size) => addFaultPeople({ customers, consents }, people, size),
    rows: async () => {
      const rows: Message[] = [];
      for await (const item of scanAll(dynamo, { TableName: environment.MESSAGES_TABLE, ConsistentRead: true })) {
        // Address guards and budgets stand in the same table.
        if ('campaignId' in item) rows.push(messageSchema.parse(item));
      }
      return rows;
    },
  };
};
