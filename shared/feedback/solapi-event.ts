import * as z from 'zod';
import { toIso } from '../platform/clock.ts';
import { refusalSchema, reportSchema, type SolapiReport } from '../solapi/lists.ts';
import { meaningOf } from '../solapi/status.ts';
import type { Fact, Feedback } from './fact.ts';

/** What our own readers of Solapi's lists put on the feedback queue. Nothing else is believed: a webhook is only told to look. */
const solapiEventSchema = z.union([
  z.object({ source: z.literal('solapi'), message: reportSchema }),
  z.object({ source: z.literal('solapi'), refusal: refusalSchema }),
]);
export type SolapiEvent = z.input<typeof solapiEventSchema>;

export const looksLikeSolapi = (body: unknown): boolean =>
  z.looseObject({ source: z.literal('solapi') }).safeParse(body).success;

/** A number as dialled in Korea, in E.164; a foreign one is left as it is. */
const international = (digits: string): string => (digits.startsWith('0') ? `+82${digits.slice(1)}` : `+${digits}`);

const timeOf = (...times: readonly (string | undefined)[]): string => {
  const time = times.find((text) => text !== undefined && Number.isFinite(Date.parse(text)));
  return toIso(time === undefined ? 0 : Date.parse(time));
};

const factsOf = (statusCode: string, at: string): Fact[] => {
  const bounced = (type: 'Permanent' | 'Transient', deadAddress = false): Fact[] => [
    { kind: 'bounced', at, type, subType: statusCode, deadAddress },
  ];
  const meaning = meaningOf(statusCode);
  switch (meaning) {
    case 'taken':
      return [{ kind: 'accepted', at }];
    case 'delivered':
      return [{ kind: 'delivered', at }];
    case 'deadNumber':
      return bounced('Permanent', true);
    case 'blocked':
      return bounced('Permanent');
    case 'refusedByPerson':
      return [...bounced('Permanent'), { kind: 'optedOut', at }];
    case 'unreachable':
      return bounced('Transient');
    case 'account':
    case 'busy':
    case 'failed':
      return [{ kind: 'rejected', at, reason: statusCode }];
    default:
      return meaning satisfies never;
  }
};

const receiptOf = ({ messageId, type, to, statusCode, customFields, ...times }: SolapiReport): Feedback => {
  if (statusCode === undefined) return { kind: 'ignored', reason: 'noStatus' };
  const at = timeOf(times.dateReceived, times.dateReported, times.dateUpdated);
  const facts = factsOf(statusCode, at);
  const dead = facts.some((fact) => fact.kind === 'bounced' && fact.deadAddress);
  return {
    kind: 'receipt',
    // BMS_FREE and its kin; AlimTalk is a form of a text here.
    channel: type?.startsWith('BMS') ? 'kakao' : 'sms',
    ref: customFields.ref,
    providerId: messageId,
    addresses: dead && to !== undefined ? [international(to)] : [],
    facts,
  };
};

/** Throws a zod error for a body that our readers did not write. */
export const parseSolapiEvent = (body: unknown): Feedback => {
  const event = solapiEventSchema.parse(body);
  if ('message' in event) return receiptOf(event.message);
  const { handleKey, recipientNumber, dateCreated } = event.refusal;
  return { kind: 'refusal', id: handleKey, from: international(recipientNumber), at: timeOf(dateCreated) };
};
