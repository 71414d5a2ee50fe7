import { ORDER_GOAL } from '../campaigns/goal.ts';
import type { Issued, IssueRequest } from '../coupons/issue-coupon.ts';
import { eventItem } from '../events/event.ts';
import type { EventStore } from '../events/event-store.ts';
import { valueAt } from '../events/values.ts';
import type { createMakeLanding } from '../landing/make-landing.ts';
import type { createShowOnsite } from '../onsite/show-onsite.ts';
import { type Clock, toIso } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import { heldOut } from '../settings/holdout.ts';
import type { Settings } from '../settings/settings.ts';
import { runKey } from '../tables/keys.ts';
import type { createTasks } from '../tasks/create-task.ts';
import { type AcceptDeps, acceptMessage } from '../transactional/accept-message.ts';
import type { createCallWebhook } from '../webhooks/call-webhook.ts';
import { lengthOf } from './duration.ts';
import type { EffectResult, Effects } from './effect.ts';
import { taskWords, toldBy } from './task-words.ts';

export interface EffectsDeps {
  readonly accept: Omit<AcceptDeps, 'receiver' | 'judge'>;
  readonly events: Pick<EventStore, 'append'>;
  readonly settings: () => Promise<Settings>;
  readonly issueCoupon: (request: IssueRequest) => Promise<Issued>;
  readonly createTask: ReturnType<typeof createTasks>;
  readonly callWebhook: ReturnType<typeof createCallWebhook>;
  readonly showOnsite: ReturnType<typeof createShowOnsite>;
  readonly makeLanding: ReturnType<typeof createMakeLanding>;
  /** Address of a page by its id. */
  readonly landingUrl: (id: string) => string;
  readonly clock: Clock;
}

const refused = (reason: string): EffectResult => ({ kind: 'refused', reason });
const done: EffectResult = { kind: 'done' };

/** Names the journey as the source of an event; what it says starts no journey. */
const SOURCE = 'journey:';
export const isOwnEvent = (source: string | undefined): boolean => source?.startsWith(SOURCE) ?? false;

/** Mistakes of a definition end in `refused`: trying again would not mend them. */
const orRefused = async (work: Promise<EffectResult>): Promise<EffectResult> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DangolError && ['not_found', 'invalid', 'too_large'].includes(error.code))
      return refused(error.code);
    throw error;
  }
};

/** The effects of journeys, done by the rooms that do the same for everybody else. */
export const createEffects = ({
  accept,
  events,
  settings,
  issueCoupon,
  createTask,
  callWebhook,
  showOnsite,
  makeLanding,
  landingUrl,
  clock,
}: EffectsDeps): Effects => ({
  sendMessage: async ({ effectId, step, run }, journey, customer) => {
    const current = await settings();
    const { customerId, journeyId, runId } = run;
    const order = {
      templateId: step.templateId,
      to: { customerId },
      data: toldBy(run),
      idempotencyKey: effectId,
      house: true as const,
      usefulFor: lengthOf(step.usefulFor),
      journey: {
        ...{
          id: journeyId,
          step: step.id,
          run: { customerId, run: runKey(journeyId, runId) },
          priority: journey.priority,
        },
        ...(journey.goal?.event === ORDER_GOAL ? { order: true as const } : {}),
        zone: current.timezone,
        split: {
          control: journey.control,
          ...(current.holdout.share > 0 ? { holdout: heldOut(current, clock()) } : {}),
        },
      },
    };
    // What a template reads and does not get is seen by the renderer at the hand-over.
    const judge: AcceptDeps['judge'] = async (_template, _customer, data) => JSON.stringify(data);
    const accepted = acceptMessage({ ...accept, judge, receiver: async () => customer }, order);
    return orRefused(accepted.then(() => done));
  },
  updateTrait: async ({ effectId, step, run }, _journey, { customerId }) => {
    const { trait, value } = step;
    const said = typeof value === 'object' ? valueAt(run.cause.properties, value.property) : value;
    if (said === undefined) return refused('noValue');
    // The step's own time, so that a second try is the same event.
    const event = { time: run.since, at: run.since, receivedAt: toIso(clock()), messageId: effectId };
    const body = { traits: { [trait]: said } };
    await events.append(
      eventItem({ ...event, person: customerId, type: 'identify', body, source: `${SOURCE}${run.journeyId}` }),
    );
    return done;
  },
  issueCoupon: async ({ effectId, step, run }, _journey, { customerId }) => {
    const orderId = run.cause.properties?.order_id;
    const order = typeof orderId === 'string' ? { orderId } : {};
    const issue = async (): Promise<EffectResult> => {
      const issued = await issueCoupon({ pool: step.pool, customerId, effectId, ...order });
      if (issued.kind === 'refused') return refused(issued.reason);
      const { code, expiresAt } = issued.coupon;
      return { kind: 'coupon', code, ...(expiresAt === undefined ? {} : { expiresAt }) };
    };
    return orRefused(issue());
  },
  createTask: async ({ effectId, step, run }, { name }, customer) => {
    const { assignee, dueIn } = step;
    const { customerId } = customer;
    const journey = { id: run.journeyId, name };
    const about = { customer, journey, settings: await settings(), now: clock(), run };
    await createTask({
      ...{ ...taskWords(step, about), effectId, customerId, source: { kind: 'journey', id: run.journeyId } },
      // Counted from the step, so that a second try is due at the same time.
      dueAt: toIso(Date.parse(run.since) + lengthOf(dueIn)),
      ...(assignee === undefined ? {} : { assignee }),
    });
    return done;
  },
  callWebhook: ({ effectId, step, run }, _journey, { customerId }) => {
    const { journeyId, version, runId, cause, enteredAt } = run;
    const data = { journey: journeyId, version, run: runId, step: step.id, enteredAt, event: cause.properties ?? {} };
    const called = callWebhook({ webhookId: step.webhook, type: 'journey.reached', customerId, data, effectId });
    return orRefused(called.then(() => done));
  },
  showInApp: ({ effectId, step, run }, _journey, { customerId }) => {
    const until = toIso(Date.parse(run.since) + lengthOf(step.showFor));
    const show = async (): Promise<EffectResult> => {
      const shown = await showOnsite({ contentId: step.content, customerId, effectId, until, also: toldBy(run) });
      return shown.kind === 'refused' ? refused(shown.reason) : done;
    };
    return orRefused(show());
  },
  makeLanding: ({ effectId, step, run }, _journey, { customerId }) => {
    const until = toIso(Date.parse(run.since) + lengthOf(step.openFor));
    const make = async (): Promise<EffectResult> => {
      const made = await makeLanding({ contentId: step.content, customerId, effectId, until, also: toldBy(run) });
      return made.kind === 'refused' ? refused(made.reason) : { kind: 'landing', url: landingUrl(made.id) };
    };
    return orRefused(make());
  },
});
