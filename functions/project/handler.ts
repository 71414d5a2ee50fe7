import type { DynamoDBRecord } from 'aws-lambda';
import type { SettleCoupons } from '../../shared/coupons/settle-coupons.ts';
import { impliedAt } from '../../shared/events/event.ts';
import type { Happened } from '../../shared/events/find-named.ts';
import { isOrderEvent } from '../../shared/events/order-event.ts';
import { isQuarantined } from '../../shared/events/quarantine.ts';
import type { LostDevice, TellLostDevices } from '../../shared/feedback/tell-lost-devices.ts';
import type { TellTaps } from '../../shared/feedback/tell-taps.ts';
import type { ReachGoals } from '../../shared/insights/attribute-person.ts';
import type { Announced, ComeIn } from '../../shared/journeys/come-in.ts';
import { type GroupOf, ok, streamWorker } from '../../shared/platform/worker.ts';
import { type ProjectDeps, projectPeople } from '../../shared/profiles/project-person.ts';
import { askIn, type ToldAsk } from './asks-in.ts';
import { lostDeviceIn } from './lost-devices-in.ts';
import { namedIn } from './named-in.ts';
import { type ToldTap, tapIn } from './taps-in.ts';

const personOf: GroupOf = (record) => {
  const person = record.dynamodb?.Keys?.person?.S;
  // A removed event has expired or was erased: neither takes anything from a profile here.
  return person === undefined || record.eventName === 'REMOVE' || isQuarantined(person) ? undefined : person;
};

/** People of whom an event in the batch says that they are one are one piece of work, so that one fold takes them all. */
const grouping = (records: readonly DynamoDBRecord[]): GroupOf => {
  const inBatch = new Set(records.map(personOf));
  const parents = new Map<string, string>();
  const groupOf = (person: string): string => {
    const parent = parents.get(person);
    return parent === undefined ? person : groupOf(parent);
  };
  for (const record of records) {
    const person = personOf(record);
    if (!person?.startsWith('u:')) continue;
    for (const id of namedIn(record)) {
      const [from, to] = [groupOf(id), groupOf(person)];
      if (inBatch.has(id) && from !== to) parents.set(from, to);
    }
  }
  return (record) => {
    const person = personOf(record);
    return person === undefined ? undefined : groupOf(person);
  };
};

/** The track event of a record, as far as a goal asks. */
const happenedIn = ({ dynamodb }: DynamoDBRecord): Happened | undefined => {
  const { type, name, at, key, receivedAt } = dynamodb?.NewImage ?? {};
  if (type?.S !== 'track' || name?.S === undefined) return undefined;
  return { name: name.S, at: at?.S ?? impliedAt(key?.S ?? '', receivedAt?.S ?? '') };
};

/** Whether a record may be news of a coupon: an order that names one, or one that is given back. */
const mayTouchCoupons = ({ dynamodb }: DynamoDBRecord): boolean => {
  const { name, body } = dynamodb?.NewImage ?? {};
  if (name?.S === undefined || !isOrderEvent(name.S)) return false;
  return /Refunded|Cancel/.test(name.S) || (body?.S ?? '').includes('"coupon"');
};

/** Imports start nothing, and are found by whoever waits for what they say (rule 13). */
const startsAnything = ({ eventName, dynamodb }: DynamoDBRecord): boolean =>
  eventName === 'INSERT' && dynamodb?.NewImage?.imported?.BOOL !== true;

const announcedIn = ({ dynamodb }: DynamoDBRecord, key: string): Announced => {
  const { type, name, body } = dynamodb?.NewImage ?? {};
  return { key, type: type?.S ?? '', name: name?.S, body: body?.S };
};

interface Deps {
  readonly project: () => Promise<ProjectDeps>;
  readonly reachGoals: ReachGoals;
  readonly settleCoupons: SettleCoupons;
  readonly comeIn: ComeIn;
  readonly tellTaps: TellTaps;
  /** Keeps the wish to hear of a product that is there again. */
  readonly noteAsk: (person: string, ask: ToldAsk) => Promise<void>;
  readonly tellLostDevices: TellLostDevices;
}

/** Each record says no more than that its event is stored, and which goals it may reach. */
export const createHandler = ({
  project,
  reachGoals,
  settleCoupons,
  comeIn,
  tellTaps,
  tellLostDevices,
  noteAsk,
}: Deps) =>
  streamWorker(grouping, async (_group, records) => {
    const hints = new Map<string, string[]>();
    const happened = new Map<string, Happened[]>();
    const orders = new Map<string, string[]>();
    const announced = new Map<string, Announced[]>();
    const taps: ToldTap[] = [];
    const lost: LostDevice[] = [];
    const asks: { readonly person: string; readonly ask: ToldAsk }[] = [];
    for (const record of records) {
      const [person, key] = [personOf(record), record.dynamodb?.Keys?.key?.S];
      if (person === undefined || key === undefined) continue;
      const keys = hints.get(person);
      if (keys) keys.push(key);
      else hints.set(person, [key]);
      if (mayTouchCoupons(record)) orders.set(person, [...(orders.get(person) ?? []), key]);
      if (startsAnything(record)) announced.set(person, [...(announced.get(person) ?? []), announcedIn(record, key)]);
      const tap = tapIn(record);
      if (tap) taps.push(tap);
      const ask = startsAnything(record) ? askIn(record) : undefined;
      if (ask) asks.push({ person, ask });
      const device = lostDeviceIn(record, person);
      if (device) lost.push(device);
      const event = happenedIn(record);
      if (event) happened.set(person, [...(happened.get(person) ?? []), event]);
    }
    const tellLost = await tellLostDevices(lost);
    const deps = await project();
    const joiners = await projectPeople(deps, hints);
    // What somebody did before they were known may be the goal of a message to who they are.
    for (const { customerId, version } of joiners) {
      await reachGoals(customerId);
      await deps.customers.unmark(customerId, version, 'unreached');
    }
    await tellTaps(taps);
    await tellLost();
    for (const [person, events] of happened) await reachGoals(person, events);
    for (const [person, keys] of orders) await settleCoupons(person, keys);
    for (const { person, ask } of asks) await noteAsk(person, ask);
    // Last, when the profile knows what the journeys will ask it.
    for (const [person, events] of announced) await comeIn(person, events);
    return ok;
  });
