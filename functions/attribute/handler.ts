import type { DynamoDBRecord } from 'aws-lambda';
import { attributeCustomer } from '../../shared/insights/attribute-customer.ts';
import type { AttributionStore } from '../../shared/insights/attribution-store.ts';
import { ok, streamWorker } from '../../shared/platform/worker.ts';
import type { SettingsStore } from '../../shared/settings/settings-store.ts';

/**
 * Attributes that can change an attribution or a goal. What this function writes itself (`goal`, `attribution`) is not
 * among them, so the two streams it reads cannot drive each other round in a circle.
 */
const RELEVANT = ['status', 'handedOverAt', 'goalDays', 'personClicks', 'bounceType', 'placedAt', 'net', 'currency'];

/** A claim becomes one of the other statuses within seconds and brings a record then. */
const isClaim = (record: DynamoDBRecord): boolean => record.dynamodb?.NewImage?.status?.S === 'claimed';

const isRelevant = ({ dynamodb, eventName }: DynamoDBRecord): boolean =>
  eventName !== 'REMOVE' &&
  RELEVANT.some((name) => JSON.stringify(dynamodb?.OldImage?.[name]) !== JSON.stringify(dynamodb?.NewImage?.[name]));

/** The person a record is about; nothing if the record cannot change anything here. */
const personOf = (record: DynamoDBRecord): string | undefined => {
  const customerId = record.dynamodb?.Keys?.customerId?.S;
  if (customerId === undefined || customerId.startsWith('address:')) return undefined;
  return isRelevant(record) && !isClaim(record) ? customerId : undefined;
};

interface Deps {
  readonly store: AttributionStore;
  readonly settings: Pick<SettingsStore, 'current'>;
}

/** Streams of orders and ledger → attribution of orders, goals of ledger rows (rule 12). */
export const createHandler = ({ store, settings }: Deps) =>
  streamWorker(personOf, async (customerId) => {
    await attributeCustomer(store, customerId, await settings.current());
    return ok;
  });
