import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { createConsentStore } from '../../shared/consent/evidence-store.ts';
import { type Message, messageSchema } from '../../shared/delivery/message.ts';
import { scanAll } from '../../shared/platform/dynamo.ts';
import { inParallel } from '../../shared/platform/worker.ts';
import { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import { profileOf } from './profile.ts';

const environmentSchema = z.object({
  ...{ AWS_ENDPOINT_URL_DYNAMODB: z.string(), AWS_REGION: z.string() },
  ...{ CONSENTS_TABLE: z.string(), CUSTOMERS_TABLE: z.string(), MESSAGES_TABLE: z.string() },
});

/** Where somebody's telephone is. */
export type People = 'korean' | 'japanese';

export interface LedgerTables {
  /** Writes so many customers with all addresses and consent to ads by mail and text; answers their user ids. */
  addPeople(people: People, size: number): Promise<string[]>;
  /** Every message there is. */
  rows(): Promise<Message[]>;
}

/** One in so many has not agreed to ads. */
const SILENT = 20;
/** One in so many shares the mailbox and the telephone of the one before. */
const SHARING = 25;
/** Beginnings of mobile numbers; eight digits follow. */
const MOBILE: Readonly<Record<People, string>> = { korean: '+8210', japanese: '+8190' };
const nameOf = (people: People, n: number): string => `${people[0]}${n}`;
const SINCE = '2026-01-01T00:00:00.000Z';

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

  const addPerson = async (people: People, n: number): Promise<void> => {
    const name = nameOf(people, n);
    const customerId = `u:${name}`;
    const address = n % SHARING === 1 ? n - 1 : n;
    const contacts = {
      email: `${nameOf(people, address)}@example.com`,
      phone: `${MOBILE[people]}${20_000_000 + address}`,
    };
    const text = JSON.stringify(profileOf({ contacts, traits: { name: `손님 ${n}` } }));
    await customers.putFold(customerId, 0, { text, checkpointed: false, outside: [], aliases: [] });
    if (n % SILENT === 0) return;
    for (const channel of ['email', 'sms'] as const) {
      const id = `${channel}-${n}`;
      await consents.append({
        ...{ customerId, id, channel, purpose: 'ad', state: 'granted', basis: 'explicit', source: 'test' },
        ...{ at: SINCE, receivedAt: SINCE, eventKey: `${SINCE}#${id}` },
      });
    }
  };

  return {
    addPeople: async (people, size) => {
      const numbers = Array.from({ length: size }, (_, n) => n);
      await inParallel(numbers, 16, (n) => addPerson(people, n));
      return numbers.map((n) => nameOf(people, n));
    },
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
