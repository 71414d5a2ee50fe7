import type { CustomerStore } from '../profiles/customer-store.ts';
import type { MessageStore } from './message-store.ts';

export interface OtherIdsDeps {
  readonly customers: Pick<CustomerStore, 'get'>;
  readonly messages: Pick<MessageStore, 'findMany'>;
}

/** A row under another id of the person that has been written to, may have been, or is compared with those who were. */
const REACHED: readonly string[] = ['claimed', 'sent', 'unknown', 'control'];

/** True if the person has this very message under one of these ids. */
export const isReachedUnder = async (
  messages: OtherIdsDeps['messages'],
  ids: readonly string[],
  messageKey: string,
): Promise<boolean> => {
  const rows = ids.length === 0 ? [] : [...(await messages.findMany(ids, messageKey)).values()];
  return rows.some(({ status }) => REACHED.includes(status));
};

/**
 * Asked between the claim and the provider: true if a merge since the gates has made the id somebody else's, or has joined
 * to it one that has the message. Both sides put up their claim before they look, so of two that become one at most one
 * goes on (P4).
 */
export const createMergedSince =
  ({ customers, messages }: OtherIdsDeps) =>
  async (customerId: string, messageKey: string): Promise<boolean> => {
    const customer = await customers.get(customerId);
    if (customer === undefined || customer.customerId !== customerId) return true;
    return isReachedUnder(messages, customer.linkedIds ?? [], messageKey);
  };
