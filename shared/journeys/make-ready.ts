import type { Capability, Need } from '../catalogue/readiness-rules.ts';
import type { Rule } from '../segments/rule.ts';
import { type Journey, journeySchema } from './journey.ts';

/** A segment that a journey starts by and that a shop does not have from the start. */
interface OwnSegment {
  readonly id: string;
  readonly name: string;
  readonly rule: Rule;
}

/** A journey to begin with, as data: what it needs to come in, and its steps. Templates, pools and pages are named, and made by the shop. */
export interface ReadyMade extends Capability {
  readonly journey: Journey;
  readonly segments: readonly OwnSegment[];
}

export const need = (event: string | readonly string[], ...properties: string[]): Need => ({
  events: typeof event === 'string' ? [event] : event,
  properties,
});

export const ORDER = need('Order Completed', 'order_id', 'total|revenue|products');
export const MAIL = need('$identify', 'email');
export const TEXT = need('$identify', 'phone');
export const ordered = { event: 'Order Completed' };

export const make = (
  id: string,
  ko: string,
  en: string,
  needs: readonly Need[],
  journey: Record<string, unknown>,
  segments: readonly OwnSegment[] = [],
): ReadyMade => ({ id, name: { ko, en }, needs, journey: journeySchema.parse({ name: ko, ...journey }), segments });

export const onEvent = (event: string) => ({ on: 'event', event });
export const mail = (id: string, templateId: string, more: object = {}) => ({
  ...{ id, type: 'message', templateId },
  ...more,
});
