import { planZone } from '../delivery/plan.ts';
import type { EventStore } from '../events/event-store.ts';
import { DAY, toIso } from '../platform/clock.ts';
import { createLastBasket } from '../products/last-basket.ts';
import { productsIn } from '../products/order-lines.ts';
import type { ReadRepurchase } from '../products/read-repurchase.ts';
import { type Customer, idsOf } from '../profiles/profile.ts';
import { receiverZone } from '../profiles/receiver-zone.ts';
import type { Model } from '../scoring/model.ts';
import { scoreCustomer } from '../scoring/model.ts';
import { matches } from '../segments/evaluate.ts';
import type { HistoryStore } from '../segments/history-store.ts';
import type { Rule } from '../segments/rule.ts';
import { eventsIn, liveContext } from '../segments/run-rules.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import type { Settings } from '../settings/settings.ts';
import type { Answer, MessageFacts, Question } from './effect.ts';
import { holds } from './enter.ts';
import { loadSegmentRules } from './rulebook.ts';

export interface LookUpDeps {
  readonly events: Pick<EventStore, 'read' | 'undated' | 'between'>;
  readonly history: HistoryStore;
  readonly definitions: DefinitionStore;
  readonly settings: () => Promise<Settings>;
  /** Of the last successful night. */
  readonly model: () => Promise<Model | undefined>;
  /** What became of the message that an effect ordered. */
  readonly messageOf: (effectId: string) => Promise<MessageFacts | undefined>;
  readonly repurchase: ReadRepurchase;
}

/** Keys begin with the sender's own time: a clock that runs further off is not followed. */
const CLOCKS_OFF = 2 * DAY;
/** Names beyond those that a profile counts are counted under it. */
const OTHER_NAMES = '…';

/** Zone in which a person's hours are read. */
export const zoneOf = ({ fold }: Pick<Customer, 'fold'>, settings: Settings, now: number): string =>
  planZone(receiverZone(fold, fold.country, settings), settings.timezone, now);

/** Answers what a journey asks of a person, by strong reads. */
export const createLookUp = ({ events, history, definitions, settings, model, messageOf, repurchase }: LookUpDeps) => {
  const lastBasket = createLastBasket(events);

  const happened = async (
    customer: Customer,
    { event, where, since, until }: Extract<Question, { kind: 'happened' }>,
    zone: string,
  ): Promise<string | null> => {
    const { eventCounts } = customer.fold;
    // The profile knows what never came in: no event needs to be read for it.
    if (eventCounts[event] === undefined && eventCounts[OTHER_NAMES] === undefined) return null;
    const times: string[] = [];
    const look = ({
      type,
      name,
      at,
      body,
    }: {
      type: string;
      name?: string;
      at: string;
      body: { properties?: unknown };
    }) => {
      const isMeant = type === 'track' && name === event && at > since && at <= until;
      if (isMeant && holds(where, body.properties, zone)) times.push(at);
    };
    const last = toIso(Date.parse(until) + CLOCKS_OFF);
    for (const id of idsOf(customer)) {
      for await (const one of events.undated(id)) look(one);
      for await (const one of events.read(id, toIso(Date.parse(since) - CLOCKS_OFF))) {
        if (one.key > last) break;
        look(one);
      }
    }
    return times.sort()[0] ?? null;
  };

  const fits = async (customer: Customer, rule: Rule, now: number): Promise<boolean> => {
    const [current, frozen, segmentRules] = await Promise.all([
      settings(),
      model(),
      loadSegmentRules(definitions, [rule]),
    ]);
    const context = liveContext(current, frozen, (id) => segmentRules.get(id), now);
    const subject = { ...customer, scores: frozen ? scoreCustomer(customer, frozen) : undefined };
    return matches(rule, subject, context, history(eventsIn([rule, ...segmentRules.values()])));
  };

  const answerTo = async (customer: Customer, question: Question, now: number): Promise<Answer> => {
    switch (question.kind) {
      case 'zone':
        return { kind: 'zone', zone: zoneOf(customer, await settings(), now) };
      case 'rule':
        return { kind: 'rule', holds: await fits(customer, question.rule, now) };
      case 'message':
        return { kind: 'message', facts: (await messageOf(question.effectId)) ?? null };
      case 'happened':
        return { kind: 'happened', at: await happened(customer, question, (await settings()).timezone) };
      case 'repurchase': {
        const named = productsIn(question.properties);
        const ids = named.length > 0 ? named : ((await lastBasket(customer))?.products ?? []);
        return { kind: 'repurchase', found: (await repurchase(ids)) ?? null };
      }
      default:
        return question satisfies never;
    }
  };

  return { fits, answerTo };
};

export type LookUp = ReturnType<typeof createLookUp>;
