import * as z from 'zod';
import type { Message } from '../delivery/message.ts';
import { personOf } from '../events/person.ts';
import {
  type Assigned,
  assignedSchema,
  experimentSchema,
  type ImportedExperiment,
} from '../imports/experiment-call.ts';
import { DAY, toEpochSeconds, toIso } from '../platform/clock.ts';
import { sha256Hex } from '../platform/hash.ts';
import { toMinor } from '../platform/money.ts';
import { messageKey } from '../tables/keys.ts';
import { makeRef } from '../tracking/ref.ts';

export const EXPERIMENT = 'experiment';

/** People in one request. */
const MAX_PEOPLE = 500;

/** Body of `POST /v1/experiments`; each person is judged alone. */
export const experimentCallSchema = z.strictObject({
  experiment: experimentSchema,
  people: z.array(z.unknown()).max(MAX_PEOPLE),
});

export const judgeAssigned = (value: unknown) => assignedSchema.safeParse(value);

/** Ledger rows are kept so long. */
const KEEP = 400 * DAY;
/** Outcomes are counted in whole ten-thousandths, so that sums are exact. */
const SCALE = 10_000;

/** Names that mean something in the ledger. */
const RESERVED: readonly string[] = ['control', 'holdout', 'rest', ''];

/**
 * `Mens E-Mail` → `mens-e-mail`: what a counter and a link can carry. A name that loses more than case and separators has a mark of its
 * own behind it, so that no two arms become one.
 */
export const armIdOf = (name: string): string => {
  const plain = name
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[\s_-]+/g, '-');
  const id = plain.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
  return id === plain && !RESERVED.includes(id) ? id : `${id || 'arm'}-${sha256Hex(name).slice(0, 4)}`;
};

const amountOf = (value: number | boolean | undefined): number => Number(value ?? 0);

/** The person's row in the ledger: nothing was handed over by us, and nothing will be. */
export const rowOf = (experiment: ImportedExperiment, person: Assigned, currency: string, now: number): Message => {
  const { id, control, goal, money } = experiment;
  const isControl = control !== undefined && armIdOf(person.arm) === armIdOf(control);
  const sentAt = toIso(Date.parse(person.sentAt));
  const scaled = Object.entries(person.outcomes).map(([name, value]) => [name, Math.round(amountOf(value) * SCALE)]);
  const outcomes = Object.fromEntries(scaled.filter(([, value]) => value !== 0));
  const reached = goal !== undefined && amountOf(person.outcomes[goal]) > 0;
  const revenue = money === undefined ? 0 : toMinor(amountOf(person.outcomes[money]), experiment.currency ?? currency);
  return {
    customerId: personOf(person.userId),
    key: messageKey(id),
    campaignId: id,
    channel: experiment.channel,
    purpose: 'ad',
    arm: isControl ? 'control' : armIdOf(person.arm),
    ref: makeRef({ campaignId: id, bucket: '00', chunk: 0, index: 0 }),
    status: isControl ? 'control' : 'sent',
    ...(isControl ? { eligible: true } : {}),
    at: sentAt,
    handedOverAt: sentAt,
    attempts: 0,
    imported: true,
    outcomes,
    ...(reached || revenue !== 0
      ? {
          goal: {
            orders: 1,
            revenue,
            currency: experiment.currency ?? currency,
            ...(reached ? { firstAt: sentAt } : {}),
          },
        }
      : {}),
    expiresAt: toEpochSeconds(now + KEEP),
  };
};
