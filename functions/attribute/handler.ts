import type { DynamoDBRecord } from 'aws-lambda';
import { isStandIn } from '../../shared/erasure/erasure.ts';
import { type AttributeDeps, createAttributePerson } from '../../shared/insights/attribute-person.ts';
import { type Change, type MessageNews, newOutcomes, type TellOutcomes } from '../../shared/journeys/outcomes.ts';
import { ok, streamWorker } from '../../shared/platform/worker.ts';
import { isMessageOf } from '../../shared/tables/keys.ts';

/**
 * Attributes that can change an attribution or a goal. What this function writes itself (`goal`, `attribution`) is not
 * among them, so the two streams it reads cannot drive each other round in a circle.
 */
const RELEVANT = [
  'status',
  'handedOverAt',
  'goalDays',
  'personClicks',
  'bounceType',
  'links',
  'placedAt',
  'net',
  'currency',
  'joined',
];

/** An event in the seconds around the hand-over may have come before the row told of its goal. */
const LOOKED_AT_AGAIN = ['deliveredAt', 'openedAt', 'clickedAt'];

/** Rows that were not handed over have no goal; a claim becomes another status within seconds and brings a record then. */
const WITHOUT_GOAL = ['claimed', 'deferred', 'skipped'];

const isRelevant = ({ dynamodb, eventName }: DynamoDBRecord): boolean => {
  if (eventName === 'REMOVE') return false;
  const status = dynamodb?.NewImage?.status?.S;
  if (status !== undefined && WITHOUT_GOAL.includes(status) && dynamodb?.OldImage?.goal === undefined) return false;
  const names = dynamodb?.NewImage?.goalEvent === undefined ? RELEVANT : [...RELEVANT, ...LOOKED_AT_AGAIN];
  return names.some(
    (name) => JSON.stringify(dynamodb?.OldImage?.[name]) !== JSON.stringify(dynamodb?.NewImage?.[name]),
  );
};

const changeIn =
  ({ dynamodb }: DynamoDBRecord): Change =>
  (attribute) => ({ before: dynamodb?.OldImage?.[attribute]?.S, after: dynamodb?.NewImage?.[attribute]?.S });

/** What is new about a message, for journeys; an order has none of it. */
const newsIn = (record: DynamoDBRecord): MessageNews[] => {
  const { customerId, key, campaignId } = record.dynamodb?.NewImage ?? {};
  if (record.eventName !== 'MODIFY' || !customerId?.S || !key?.S || !campaignId?.S) return [];
  const outcomes = newOutcomes(changeIn(record));
  return outcomes.length === 0 ? [] : [{ customerId: customerId.S, key: key.S, campaignId: campaignId.S, outcomes }];
};

/** The person a record is about; nothing if the record cannot change anything here. */
const personOf = (record: DynamoDBRecord): string | undefined => {
  const customerId = record.dynamodb?.Keys?.customerId?.S;
  if (record.dynamodb?.NewImage?.imported !== undefined) return undefined;
  return customerId === undefined ||
    !isMessageOf(customerId) ||
    isStandIn(customerId) ||
    !(isRelevant(record) || newsIn(record).length > 0)
    ? undefined
    : customerId;
};

/** Latest time at which the record says that something was placed or handed over. */
const timeOf = ({ dynamodb }: DynamoDBRecord): string =>
  [dynamodb?.OldImage, dynamodb?.NewImage]
    .map((image) => (image?.status === undefined ? (image?.placedAt?.S ?? '') : '9'))
    .reduce((latest, at) => (at > latest ? at : latest), '');

interface Deps extends AttributeDeps {
  readonly noMessagesBefore: () => Promise<string>;
  readonly tellOutcomes: TellOutcomes;
}

/** Streams of orders and ledger → attribution of orders, goals of ledger rows (rule 12). */
export const createHandler = ({ noMessagesBefore, tellOutcomes, ...deps }: Deps) => {
  const attribute = createAttributePerson(deps);
  return streamWorker(
    () => personOf,
    async (customerId, records) => {
      // The past of a shop comes in as orders by the hundred thousand: none of them can follow a message.
      await tellOutcomes(records.flatMap(newsIn));
      const start = await noMessagesBefore();
      const relevant = records.filter(isRelevant);
      if (relevant.every((record) => timeOf(record) < start)) return ok;
      await attribute(customerId);
      return ok;
    },
  );
};
