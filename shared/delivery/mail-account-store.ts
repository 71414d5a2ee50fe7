import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Clock, HOUR, SECOND, toIso } from '../platform/clock.ts';
import { type Dynamo, isConditionFailed } from '../platform/dynamo.ts';
import { rateKey } from '../tables/keys.ts';
import { type Budget, type MailAccount, mailAccountSchema, type Quota, REFUSED_FOR } from './mail-account.ts';

const KEY_OF = { campaignId: rateKey('email#account'), part: 'account' } as const;
/** Longer than two calls of the provider take; whoever died while asking holds nobody up for longer. */
const ASKING = 30 * SECOND;
/** SES: AccountSendingPausedException, SendingPausedException. */
const PAUSED = /^(Account)?SendingPaused/;

/** What is known of the account at the mail provider: one row, read by every worker and written by whoever holds its lease. */
export const createMailAccountStore = (dynamo: Dynamo, table: string, clock: Clock) => {
  const set = async (
    values: Readonly<Record<string, unknown>>,
    remove: readonly string[] = [],
    condition?: { readonly expression: string; readonly values: Readonly<Record<string, unknown>> },
  ): Promise<void> => {
    const names = Object.keys(values);
    const all = [...names, ...remove];
    await dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: KEY_OF,
        UpdateExpression: [
          `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
          ...(remove.length === 0 ? [] : [`REMOVE ${remove.map((name) => `#${name}`).join(', ')}`]),
        ].join(' '),
        ExpressionAttributeNames: Object.fromEntries(all.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: {
          ...Object.fromEntries(names.map((name) => [`:${name}`, values[name]])),
          ...condition?.values,
        },
        ...(condition ? { ConditionExpression: condition.expression } : {}),
      }),
    );
  };

  const read = async (): Promise<MailAccount | undefined> => {
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key: KEY_OF, ConsistentRead: true }));
    return answer.Item && mailAccountSchema.parse(answer.Item);
  };

  /** True for the one worker that may ask the provider now. */
  const claim = async (): Promise<boolean> => {
    const now = clock();
    try {
      await set({ askedUntil: toIso(now + ASKING) }, [], {
        // A lease hours ahead was taken on another clock.
        expression: 'attribute_not_exists(#askedUntil) OR #askedUntil <= :now OR #askedUntil > :far',
        values: { ':now': toIso(now), ':far': toIso(now + HOUR) },
      });
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  /** What the provider has answered; what campaigns waited for is judged by it anew. */
  const put = async (quota: Quota, before: MailAccount | undefined): Promise<MailAccount> => {
    const known = { ...quota, readAt: toIso(clock()) };
    // Other refusals for the account's sake (an unverified domain) are none that this answer could lift.
    const isLifted = quota.isEnabled && PAUSED.test(before?.refusedCode ?? '');
    const over = ['quotaUntil', ...(isLifted ? ['refusedCode', 'refusedUntil'] : [])];
    await set(known, over);
    return { ...Object.fromEntries(Object.entries(before ?? {}).filter(([name]) => !over.includes(name))), ...known };
  };

  /** The provider refused a mail for the account's sake. */
  const refused = (code: string): Promise<void> =>
    set({ refusedCode: code.slice(0, 100), refusedUntil: toIso(clock() + REFUSED_FOR) });

  /** A budget of campaigns is spent. */
  const spent = ({ by, until, allowed }: Budget): Promise<void> =>
    set(by === 'quota' ? { quotaUntil: toIso(until) } : { warmUpUntil: toIso(until), warmUpAllowed: allowed });

  return { read, claim, put, refused, spent };
};

export type MailAccountStore = ReturnType<typeof createMailAccountStore>;
