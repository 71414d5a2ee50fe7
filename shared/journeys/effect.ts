import type { Condition } from '../events/condition.ts';
import type { Repurchase } from '../products/product.ts';
import type { Customer } from '../profiles/profile.ts';
import type { Rule } from '../segments/rule.ts';
import type { Journey } from './journey.ts';
import type { Run } from './run.ts';
import type { StepOf } from './step.ts';

/** What a journey wants to know before it goes on. Each answer has the kind of its question. */
export type Question =
  /** The first such event with a time after `since`, up to `until`. */
  | {
      readonly kind: 'happened';
      readonly event: string;
      readonly where: readonly Condition[];
      readonly since: string;
      readonly until: string;
    }
  | { readonly kind: 'rule'; readonly rule: Rule }
  /** What became of a message of this run, by the effect that ordered it. */
  | { readonly kind: 'message'; readonly effectId: string }
  | { readonly kind: 'zone' }
  /** When what these properties name, else what the person bought last, is bought again. */
  | { readonly kind: 'repurchase'; readonly properties: unknown };

/** Where a message stands. Times are ISO 8601 UTC. */
export interface MessageFacts {
  readonly status: 'waiting' | 'sent' | 'skipped' | 'failed' | 'unknown' | 'control';
  /** Of a message that was skipped or failed. */
  readonly reason?: string | undefined;
  /** When a waiting message is tried again. */
  readonly until?: string | undefined;
  readonly handedOverAt?: string | undefined;
  readonly deliveredAt?: string | undefined;
  readonly openedAt?: string | undefined;
  readonly clickedAt?: string | undefined;
  readonly bouncedAt?: string | undefined;
  readonly complainedAt?: string | undefined;
  readonly unsubscribedAt?: string | undefined;
}

export type Answer =
  | { readonly kind: 'happened'; readonly at: string | null }
  | { readonly kind: 'rule'; readonly holds: boolean }
  | { readonly kind: 'message'; readonly facts: MessageFacts | null }
  | { readonly kind: 'zone'; readonly zone: string }
  | { readonly kind: 'repurchase'; readonly found: Pick<Repurchase, 'days' | 'by'> | null };

/** What a step does to the world. */
export type EffectStep = StepOf<'message' | 'updateTrait' | 'coupon' | 'task' | 'webhook' | 'inApp' | 'landing'>;

/** One effect, to be had once however often it is asked for under its id. */
export interface Effect<Own extends EffectStep = EffectStep> {
  readonly effectId: string;
  readonly step: Own;
  readonly run: Run;
}

export type EffectResult =
  | { readonly kind: 'done' }
  /** `reason` for the trace and the report. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'coupon'; readonly code: string; readonly expiresAt?: string | undefined }
  | { readonly kind: 'landing'; readonly url: string };
/**
 * What the engine needs of the rest of the house. Each function is idempotent under `effectId`: called again after a crash it
 * answers what the first call did. It throws only what a later try can cure.
 */
export interface Effects {
  readonly sendMessage: Perform<'message'>;
  readonly updateTrait: Perform<'updateTrait'>;
  readonly issueCoupon: Perform<'coupon'>;
  readonly createTask: Perform<'task'>;
  readonly callWebhook: Perform<'webhook'>;
  readonly showInApp: Perform<'inApp'>;
  readonly makeLanding: Perform<'landing'>;
}

/** `customer` is who the run's person is by now. */
type Perform<Type extends EffectStep['type']> = (
  effect: Effect<StepOf<Type>>,
  journey: Journey,
  customer: Customer,
) => Promise<EffectResult>;

/** Does what an effect's step says. */
export const perform = (
  effects: Effects,
  { step, ...rest }: Effect,
  journey: Journey,
  customer: Customer,
): Promise<EffectResult> => {
  switch (step.type) {
    case 'message':
      return effects.sendMessage({ step, ...rest }, journey, customer);
    case 'updateTrait':
      return effects.updateTrait({ step, ...rest }, journey, customer);
    case 'coupon':
      return effects.issueCoupon({ step, ...rest }, journey, customer);
    case 'task':
      return effects.createTask({ step, ...rest }, journey, customer);
    case 'webhook':
      return effects.callWebhook({ step, ...rest }, journey, customer);
    case 'inApp':
      return effects.showInApp({ step, ...rest }, journey, customer);
    case 'landing':
      return effects.makeLanding({ step, ...rest }, journey, customer);
    default:
      return step satisfies never;
  }
};
