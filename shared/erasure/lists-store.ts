import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { CAMPAIGN } from '../campaigns/campaign.ts';
import { personOf, publicId } from '../events/person.ts';
import { type Dynamo, type Item, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { definitionId, SEND_SNAPSHOT } from '../tables/keys.ts';
import type { Place, Removal } from './belongings-store.ts';
import { standIn, type Targets } from './erasure.ts';

const listedSchema = z.looseObject({
  audience: z.looseObject({ list: z.array(z.string()).optional() }).optional(),
});
const bodySchema = z.object({ body: z.string() });

/** Ids that somebody uploaded as a campaign's audience: in the versions of its definition, and as it was launched. */
export const createListsStore = (
  dynamo: Dynamo,
  tables: { readonly definitions: string; readonly sends: string },
  key: Buffer,
  campaignIds: () => Promise<readonly string[]>,
): readonly Place[] => {
  /** The campaign with the id taken out of its list; nothing if it does not stand there. */
  const without = (campaign: unknown, campaignId: string, id: string): unknown => {
    const { audience, ...rest } = listedSchema.parse(campaign);
    if (!audience?.list?.some((entry) => personOf(entry) === id)) return undefined;
    const list = audience.list.map((entry) =>
      personOf(entry) === id ? standIn(key, campaignId, id, { control: 0 }) : entry,
    );
    return { ...rest, audience: { ...audience, list } };
  };

  const rewrite =
    (TableName: string, Key: Item, before: string, after: unknown): Removal =>
    async () => {
      try {
        await dynamo.send(
          new UpdateCommand({
            TableName,
            Key,
            UpdateExpression: 'SET body = :after',
            ConditionExpression: 'body = :before',
            ExpressionAttributeValues: { ':after': JSON.stringify(after), ':before': before },
          }),
        );
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
      }
    };

  async function* bodies(table: string, partition: string, sort: string, value: string, only?: string) {
    for await (const item of queryAll(dynamo, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: only === undefined ? '#partition = :value' : '#partition = :value AND #sort = :only',
      ExpressionAttributeNames: { '#partition': partition, ...(only === undefined ? {} : { '#sort': sort }) },
      ExpressionAttributeValues: { ':value': value, ...(only === undefined ? {} : { ':only': only }) },
    })) {
      const { body } = bodySchema.parse(item);
      yield { body, Key: { [partition]: value, [sort]: item[sort] } };
    }
  }

  const mentions = (body: string, id: string): boolean => body.includes(JSON.stringify(publicId(id)).slice(1, -1));

  async function* definitions({ ids }: Targets): AsyncGenerator<Removal> {
    for (const campaignId of await campaignIds()) {
      const partition = definitionId(CAMPAIGN, campaignId);
      for await (const { body, Key } of bodies(tables.definitions, 'id', 'version', partition)) {
        let changed: unknown;
        for (const id of ids)
          if (mentions(body, id)) changed = without(changed ?? JSON.parse(body), campaignId, id) ?? changed;
        if (changed !== undefined) yield rewrite(tables.definitions, Key, body, changed);
      }
    }
  }

  async function* snapshots({ ids }: Targets): AsyncGenerator<Removal> {
    for (const campaignId of await campaignIds()) {
      for await (const { body, Key } of bodies(tables.sends, 'campaignId', 'part', campaignId, SEND_SNAPSHOT)) {
        const snapshot = z.looseObject({ campaign: z.unknown() }).parse(JSON.parse(body));
        let campaign: unknown;
        for (const id of ids)
          if (mentions(body, id)) campaign = without(campaign ?? snapshot.campaign, campaignId, id) ?? campaign;
        if (campaign !== undefined) yield rewrite(tables.sends, Key, body, { ...snapshot, campaign });
      }
    }
  }

  return [
    { table: 'definitions', removals: definitions },
    { table: 'sends', removals: snapshots },
  ];
};
