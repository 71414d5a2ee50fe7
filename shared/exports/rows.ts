import { addressHash } from '../consent/address.ts';
import type { Message } from '../delivery/message.ts';
import type { StoredEvent } from '../events/event.ts';
import { publicId } from '../events/person.ts';
import type { Order } from '../orders/order.ts';
import { maskText } from '../platform/mask.ts';
import { dateOfEpochDay, epochDay } from '../platform/time.ts';
import { kindOf } from '../profiles/customer-kind.ts';
import type { Customer } from '../profiles/profile.ts';
import type { Model } from '../scoring/model.ts';
import { purchasesUntil } from '../scoring/purchases.ts';
import type { Settings } from '../settings/settings.ts';
import type { RowOf } from './row.ts';

export interface RowRules {
  readonly sqlExport: Settings['sqlExport'];
  /** `addressKey(secret)` */
  readonly addressKey: Buffer;
}

/** An erased person's stand-in in the ledger has no prefix of a person and is shown as it is. */
const shownId = (id: string): string => (/^[ua]:/.test(id) ? publicId(id) : id);

const jsonOf = (value: unknown, { sqlExport }: RowRules): string => {
  const text = JSON.stringify(value);
  return sqlExport.contacts === 'clear' ? text : maskText(text);
};

const contactsOf = (
  { contacts }: Customer['fold'],
  { sqlExport, addressKey }: RowRules,
): Pick<RowOf<'customers'>, 'email' | 'phone' | 'email_hash' | 'phone_hash'> => {
  const clear = sqlExport.contacts === 'clear';
  const { email, phone } = contacts;
  return {
    email_hash: email === undefined ? undefined : addressHash(addressKey, 'email', email),
    phone_hash: phone === undefined ? undefined : addressHash(addressKey, 'sms', phone),
    email: clear ? email : undefined,
    phone: clear ? phone : undefined,
  };
};

/** `at` is the instant at which consents that end are looked at, ISO. */
export const customerRow = (customer: Customer, model: Model, at: string, rules: RowRules): RowOf<'customers'> => {
  const { customerId, fold, scores } = customer;
  const { days, orders, money } = purchasesUntil(fold, epochDay(model.asOf), model.rules);
  const [first, last] = [days[0], days.at(-1)];
  const agreed = (channel: string): boolean => {
    const ad = fold.consent[channel]?.ad;
    return ad?.state === 'granted' && (ad.expiresAt === undefined || ad.expiresAt > at);
  };
  const named = rules.sqlExport.traits.filter((name) => Object.hasOwn(fold.traits, name));
  return {
    customer_id: publicId(customerId),
    anonymous: customerId.startsWith('a:'),
    kind: kindOf(fold, model.rules.customerKinds),
    objected: fold.objectedAt !== undefined,
    ...contactsOf(fold, rules),
    country: fold.country,
    language: fold.language,
    email_ad: agreed('email'),
    sms_ad: agreed('sms'),
    first_seen_at: fold.firstSeenAt,
    last_seen_at: fold.lastSeenAt,
    events: fold.events,
    orders,
    purchase_days: days.length,
    first_order_day: first === undefined ? undefined : dateOfEpochDay(first),
    last_order_day: last === undefined ? undefined : dateOfEpochDay(last),
    currency: model.currency,
    revenue: money[model.currency] ?? 0,
    rfm_r: scores?.rfm?.r,
    rfm_f: scores?.rfm?.f,
    rfm_m: scores?.rfm?.m,
    rfm_segment: scores?.rfm?.segment,
    churn_flag: scores?.churn.flag,
    churn_reason: scores?.churn.reason.code,
    segments: JSON.stringify((customer.segments ?? []).map(({ id }) => id)),
    traits: jsonOf(Object.fromEntries(named.map((name) => [name, fold.traits[name]])), rules),
  };
};

/** Nothing for what is no order yet: only a refund of it is known. */
export const orderRow = (order: Order): RowOf<'orders'> | undefined =>
  order.placedAt === undefined
    ? undefined
    : {
        customer_id: shownId(order.customerId),
        order_id: order.orderId,
        placed_at: order.placedAt,
        currency: order.currency,
        gross: order.gross,
        refunded: order.refunded,
        net: order.net,
        imported: order.imported === true,
        campaign_id: order.attribution?.campaignId,
        touch: order.attribution?.touch,
      };

export const eventRow = (customerId: string, event: StoredEvent, rules: RowRules): RowOf<'events'> => ({
  customer_id: publicId(customerId),
  sent_as: publicId(event.person),
  message_id: event.messageId,
  type: event.type,
  name: event.name,
  happened_at: event.at,
  received_at: event.receivedAt,
  properties: event.body.properties === undefined ? undefined : jsonOf(event.body.properties, rules),
  source: event.source,
  imported: event.imported,
});

export const messageRow = (message: Message): RowOf<'messages'> => ({
  customer_id: shownId(message.customerId),
  campaign_id: message.campaignId,
  message_key: message.key,
  channel: message.channel,
  purpose: message.purpose,
  arm: message.arm,
  status: message.status,
  reason: message.reason,
  changed_at: message.at,
  handed_over_at: message.handedOverAt,
  delivered_at: message.deliveredAt,
  opened_at: message.openedHumanAt,
  clicked_at: message.clickedHumanAt,
  unsubscribed_at: message.unsubscribedAt,
  complained_at: message.complainedAt,
  bounced_at: message.bouncedAt,
  goal_at: message.goal?.firstAt,
  goal_orders: message.goal?.orders,
  goal_revenue: message.goal?.revenue,
  goal_currency: message.goal?.currency,
});
