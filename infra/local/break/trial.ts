import * as z from 'zod';
import { reportSchema } from '../../../shared/insights/report-schema.ts';
import { type ApiClient, createApiClient } from '../../sample/api-client.ts';
import type { Advanced, Counts } from '../control.ts';
import type { FaultSettings } from '../faults.ts';
import { type Accident, faultsOf } from './accident.ts';

/** What the trial needs of the running stack. */
export interface TrialWorld {
  readonly url: string;
  readonly now: () => number;
  drain(): Promise<Counts>;
  advance(to: number, every: boolean): Promise<Advanced>;
  setFaults(settings: FaultSettings): Promise<unknown>;
  /** Receivers of the mails that the provider accepted, one entry per mail. */
  mailedTo(): readonly string[];
}

export const STEPS = ['people', 'launch', 'accident', 'count'] as const;
export type Step = (typeof STEPS)[number];

/** People of one campaign, counted by the ledger, and mails counted by the provider. */
export interface TrialResult {
  readonly accident: Accident;
  readonly audience: number;
  readonly sent: number;
  readonly skipped: number;
  readonly failed: number;
  readonly unknown: number;
  /** Neither out nor closed; 0 at the end. */
  readonly open: number;
  /** Mails in the provider's own log. */
  readonly mails: number;
  /** People with more than one mail. */
  readonly twice: number;
  /** People who refused after the launch. */
  readonly refused: number;
  /** People who refused and have a mail all the same. */
  readonly mailedAfterRefusal: number;
  /** Invocations that were killed or failed. */
  readonly broken: number;
}

/** Whether everybody is accounted for, nobody got two, and whoever refused got none. */
export const holds = (result: TrialResult): boolean =>
  result.open === 0 &&
  result.audience === result.sent + result.skipped + result.failed + result.unknown &&
  result.twice === 0 &&
  result.mailedAfterRefusal === 0;

const MINUTE = 60_000;
/** Time to change one's mind between launch and hand-over. */
const NOTICE = 5 * MINUTE;
/** Leases of dead workers run out, and the tick has taken their work up several times. */
const RECOVERY = 30 * MINUTE;

const template = {
  id: 'break-mail',
  name: 'Break it',
  channel: 'email',
  purpose: 'ad',
  language: 'ko',
  subject: '시험 메시지 {{ customer.traits.number }}',
  html: '<p>이 메시지는 이 컴퓨터를 떠나지 않습니다.</p>',
} as const;

const templateSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

const bringPeople = async (client: ApiClient, userIds: readonly string[]): Promise<void> => {
  await client.events(
    userIds.map((userId, number) => ({
      ...{ type: 'identify', userId, messageId: `${userId}-made` },
      traits: { email: `${userId}@example.com`, number, 'consent.email.ad': 'Y' },
    })),
  );
};

const write = async (client: ApiClient, id: string, list: readonly string[], at: object): Promise<void> => {
  const { data } = templateSchema.parse(await client.get('/v1/templates?query=break-mail'));
  if (data.length === 0) await client.send('POST', '/v1/templates', template);
  await client.send('POST', '/v1/campaigns', {
    ...{ id, name: `Break it: ${id}`, channel: 'email', templateId: template.id, control: 0 },
    ...at,
    audience: { list },
  });
};

const refuse = async (client: ApiClient, userId: string): Promise<void> => {
  await client.send('PUT', `/v1/customers/${userId}/consents/email`, {
    purpose: 'ad',
    state: 'withdrawn',
    source: 'break',
  });
};

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);

/**
 * A campaign to new people while something goes wrong, counted afterwards. Moves the product's clock by about half an hour.
 * @param number of the trial on this stack: names its people and picks its accidents
 */
export const runTrial = async (
  world: TrialWorld,
  trial: { readonly accident: Accident; readonly number: number; readonly size: number },
  say: (step: Step) => void,
): Promise<TrialResult> => {
  const { accident, number } = trial;
  const client = createApiClient(world.url);
  const id = `break-${number}-${world.now().toString(36)}`;
  const userIds = Array.from({ length: trial.size }, (_, index) => `${id}-${index}`);

  say('people');
  await bringPeople(client, userIds);
  await world.drain();
  const refusing = accident === 'refused' ? userIds.filter((_, index) => index % 3 === 0) : [];
  const later = refusing.length > 0 ? { at: new Date(world.now() + NOTICE).toISOString() } : {};
  await write(client, id, userIds, later);

  say('launch');
  const before = await world.drain();
  await world.setFaults(faultsOf(accident, number));
  try {
    await client.send('POST', `/v1/campaigns/${id}/launch`);
    say('accident');
    for (const userId of refusing) await refuse(client, userId);
    await world.drain();
    await world.advance(world.now() + RECOVERY, true);
  } finally {
    await world.setFaults({});
  }

  say('count');
  const after = await world.drain();
  const report = reportSchema.parse(await client.get(`/v1/campaigns/${id}/report`));
  const people = new Set(userIds.map((userId) => `${userId}@example.com`));
  const mailed = world.mailedTo().filter((to) => people.has(to));
  const refused = new Set(refusing.map((userId) => `${userId}@example.com`));
  return {
    ...{ accident, audience: report.audience, sent: report.sent, skipped: sum(report.skipped) },
    ...{ failed: report.failed, unknown: report.unknown, open: report.pending + report.deferred },
    ...{ mails: mailed.length, twice: mailed.length - new Set(mailed).size, refused: refused.size },
    mailedAfterRefusal: mailed.filter((to) => refused.has(to)).length,
    broken: after.failedInvocations - before.failedInvocations,
  };
};
