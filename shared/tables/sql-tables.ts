/** Tables that SQL sees: Parquet files in S3, declared to Athena from here and described in docs/data-dictionary.md. */

/** `timestamp` is an instant in UTC with milliseconds, `date` a local day of the shop as `YYYY-MM-DD`, `json` a text. */
export type ColumnType = 'string' | 'bigint' | 'double' | 'boolean' | 'timestamp' | 'date' | 'json';

export interface Column {
  readonly type: ColumnType;
  readonly about: string;
}

export interface SqlTable {
  readonly about: string;
  /** `whole`: every night writes all rows anew under its day and deletes older days. `daily`: a day keeps what came in on it. */
  readonly kept: 'whole' | 'daily';
  readonly columns: Readonly<Record<string, Column>>;
}

const customerId = { type: 'string', about: 'The id that the API shows.' } as const;
const minor = (what: string) => ({ type: 'bigint', about: `${what}, in minor units of \`currency\`.` }) as const;
const at = (what: string) => ({ type: 'timestamp', about: what }) as const;

export const SQL_TABLES = {
  customers: {
    about: 'One row per customer, as of the last night.',
    kept: 'whole',
    columns: {
      customer_id: customerId,
      anonymous: { type: 'boolean', about: 'Known by a device only.' },
      kind: { type: 'string', about: '`consumer`, `partner`, `staff` or `test`, by the shop’s rules.' },
      objected: { type: 'boolean', about: 'Objected to profiling: no scores.' },
      email_hash: { type: 'string', about: 'HMAC-SHA-256 of the normal address with a key of the project.' },
      phone_hash: { type: 'string', about: 'The same of the number in E.164.' },
      email: { type: 'string', about: 'Null unless settings `sqlExport.contacts` is `clear`.' },
      phone: { type: 'string', about: 'Null unless settings `sqlExport.contacts` is `clear`.' },
      country: { type: 'string', about: 'ISO 3166, by evidence.' },
      language: { type: 'string', about: 'ISO 639.' },
      email_ad: { type: 'boolean', about: 'Agreed to advertising by e-mail, as the profile knows it.' },
      sms_ad: { type: 'boolean', about: 'Agreed to advertising by text message, as the profile knows it.' },
      first_seen_at: at('Time of the first event.'),
      last_seen_at: at('Time of the last event.'),
      events: { type: 'bigint', about: 'Events that the profile is made of.' },
      orders: { type: 'bigint', about: 'Distinct orders up to and including the day of the run.' },
      purchase_days: { type: 'bigint', about: 'Distinct local days with an order.' },
      first_order_day: { type: 'date', about: 'Local day of the first order.' },
      last_order_day: { type: 'date', about: 'Local day of the last order.' },
      currency: { type: 'string', about: 'Reporting currency of the run.' },
      revenue: minor('Net revenue; money without a rate into the reporting currency is left out'),
      rfm_r: { type: 'bigint', about: 'Recency score 1 … 5; null outside the population.' },
      rfm_f: { type: 'bigint', about: 'Frequency score 1 … 5.' },
      rfm_m: { type: 'bigint', about: 'Monetary score 1 … 5.' },
      rfm_segment: { type: 'string', about: 'Name of the cell R × F; null for a prospect.' },
      churn_flag: { type: 'string', about: '`active`, `at_risk`, `churned`, `new`, `not_enough_data`.' },
      churn_reason: { type: 'string', about: 'Code of the rule that decided.' },
      segments: { type: 'json', about: 'Array of segment ids.' },
      traits: { type: 'json', about: 'The traits that settings `sqlExport.traits` names, and no others.' },
    },
  },
  orders: {
    about: 'One row per placed order, net of what was refunded until the night.',
    kept: 'whole',
    columns: {
      customer_id: customerId,
      order_id: { type: 'string', about: 'As sent.' },
      placed_at: at('Time of the first `Order Completed`.'),
      currency: { type: 'string', about: 'ISO 4217, as sent.' },
      gross: minor('Before refunds'),
      refunded: minor('Refunded so far'),
      net: minor('Gross less refunded'),
      imported: { type: 'boolean', about: 'Came with an import.' },
      campaign_id: { type: 'string', about: 'The campaign that the order is attributed to.' },
      touch: { type: 'string', about: '`click` or `delivered`.' },
    },
  },
  events: {
    about:
      'One row per event, in the day on which it was first received. The last four days are written anew each night.',
    kept: 'daily',
    columns: {
      customer_id: customerId,
      sent_as: { type: 'string', about: 'The person as sent; differs from `customer_id` after a merge.' },
      message_id: { type: 'string', about: 'One event per customer and messageId.' },
      type: { type: 'string', about: '`track`, `identify`, `page`, `screen`, `group`, `alias`.' },
      name: { type: 'string', about: 'Name of a track event, a page or a screen.' },
      happened_at: at('When it happened, corrected for the sender’s clock.'),
      received_at: at('First receipt.'),
      properties: {
        type: 'json',
        about: 'As sent; addresses and numbers in it are masked unless `sqlExport.contacts` is `clear`.',
      },
      source: { type: 'string', about: 'Name of the write key.' },
      imported: { type: 'boolean', about: 'Came with an import.' },
    },
  },
  messages: {
    about: 'One row per message of the send ledger, the control group included.',
    kept: 'whole',
    columns: {
      customer_id: customerId,
      campaign_id: { type: 'string', about: 'Campaign.' },
      message_key: { type: 'string', about: '`<campaign>#<step>#<occurrence>`.' },
      channel: { type: 'string', about: '`email`, `sms`, …' },
      purpose: { type: 'string', about: '`ad` or `info`.' },
      arm: { type: 'string', about: 'Arm of the campaign.' },
      status: { type: 'string', about: 'Where the message stands.' },
      reason: { type: 'string', about: 'Why it was skipped, deferred, failed or unknown.' },
      changed_at: at('Last change by the delivery.'),
      handed_over_at: at('Claim, just before the provider.'),
      delivered_at: at('Receipt of the provider.'),
      opened_at: at('First open by a person.'),
      clicked_at: at('First click by a person.'),
      unsubscribed_at: at('Left by this message.'),
      complained_at: at('Complained about this message.'),
      bounced_at: at('Bounced.'),
      goal_at: at('First reached the goal of the campaign.'),
      goal_orders: { type: 'bigint', about: 'Orders within the goal window.' },
      goal_revenue: { type: 'bigint', about: 'Their net revenue, in minor units of `goal_currency`.' },
      goal_currency: { type: 'string', about: 'ISO 4217.' },
    },
  },
} as const satisfies Record<string, SqlTable>;

export type SqlTableName = keyof typeof SQL_TABLES;
export const SQL_TABLE_NAMES = ['customers', 'orders', 'events', 'messages'] as const satisfies readonly SqlTableName[];
