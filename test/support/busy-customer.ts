import { createEventStore } from '../../shared/events/event-store.ts';
import type { Dynamo } from '../../shared/platform/dynamo.ts';
import { localEpochDay } from '../../shared/platform/time.ts';
import { matches } from '../../shared/segments/evaluate.ts';
import { createHistoryStore } from '../../shared/segments/history-store.ts';
import type { RuleContext } from '../../shared/segments/leaf-value.ts';
import type { Rule } from '../../shared/segments/rule.ts';
import { eventsIn } from '../../shared/segments/run-rules.ts';
import type { TestDynamo } from './dynamo.ts';
import { putManyEvents } from './many-events.ts';
import { profileOf } from './profile.ts';

/**
 * Evaluates three rules about somebody with that many events. `most`: as many reads as the events have megabytes, and for
 * each rule one for messages and one for the page that turns out to be the last.
 */
export const evaluateBusy = async (database: TestDynamo, count: number, now: number) => {
  const bytes = await putManyEvents(database, 'u:busy', count, now);
  let reads = 0;
  const counted: Dynamo = new Proxy(database.dynamo, {
    get: (target, name) => {
      if (name !== 'send') return Reflect.get(target, name);
      return (command: object) => {
        reads += 1;
        return Reflect.apply(target.send, target, [command]);
      };
    },
  });
  const history = createHistoryStore(
    counted,
    database.tables.messages,
    createEventStore(counted, database.tables.events),
  );
  const rules: Rule[] = [
    { event: 'Product Viewed', count: { eq: count / 2 } },
    { event: 'Order Completed', sum: { property: 'total', eq: count / 2 } },
    { event: 'Product Viewed', where: [{ property: 'category', is: 'tea' }], within: { days: 1 }, count: { gte: 1 } },
  ];
  const context: RuleContext = {
    ...{ zone: 'Asia/Seoul', today: localEpochDay(now, 'Asia/Seoul'), now, currency: 'KRW' },
    money: { currency: 'KRW', exchangeRates: [] },
    segmentRule: () => undefined,
  };
  const fold = profileOf({ eventCounts: { 'Product Viewed': 1, 'Order Completed': 1 } });
  const read = history(eventsIn(rules));
  const holds: boolean[] = [];
  for (const rule of rules) holds.push(await matches(rule, { customerId: 'u:busy', fold }, context, read));
  const most = rules.length * (Math.ceil(bytes / 1_000_000) + 2);
  const asked = reads;
  const { events } = await read(['u:busy']);
  const properties = [...new Set(events.flatMap((event) => Object.keys(event.properties)))].sort();
  return { holds, reads: asked, most, kept: { events: events.length, properties } };
};
