import { addressFor } from '../consent/address.ts';
import type { ConsentStore } from '../consent/evidence-store.ts';
import type { NoticePolicy } from '../consent/keep-statement.ts';
import type { SuppressionStore } from '../consent/suppression-store.ts';
import { publicId } from '../events/person.ts';
import { type Clock, DAY, toIso } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import type { CustomerStore } from '../profiles/customer-store.ts';
import { type Customer, idsOf } from '../profiles/profile.ts';
import type { Settings } from '../settings/settings.ts';
import type { Channel, Language } from '../templates/template.ts';
import { type AcceptDeps, acceptMessage, messageIdFor } from '../transactional/accept-message.ts';
import { builtInId } from '../transactional/built-in.ts';
import type { AskStore } from './ask-store.ts';
import type { Notice } from './notice.ts';
import type { NoticeStore, Notices } from './notice-store.ts';
import { type Owed, owedOf } from './owed.ts';
import { type Reconfirmation, reconfirmationOf } from './reconfirm.ts';
import { noticeData } from './words.ts';

export interface NotifyDeps {
  readonly customers: Pick<CustomerStore, 'get'>;
  readonly consents: Pick<ConsentStore, 'evidenceOf'>;
  readonly suppressions: Pick<SuppressionStore, 'hashOf'>;
  readonly notices: NoticeStore;
  readonly asks: AskStore;
  readonly messages: AcceptDeps;
  readonly settings: () => Promise<Settings>;
  readonly clock: Clock;
}

/** Another worker may plan for the same person at the same moment; then what it planned is read first. */
const TRIES = 5;
/** A notice planned so long ago that its message must have been accepted, or never will be. */
const SETTLED_AFTER = 2 * DAY;

const languageOf = ({ fold }: Customer, settings: Settings): Language => {
  const { language } = fold.traits;
  if (typeof language !== 'string') return settings.language;
  return /^en\b/i.test(language) ? 'en' : /^ko\b/i.test(language) ? 'ko' : settings.language;
};

const mediumOf = ({ email, phone }: Customer['fold']['contacts']): Channel | undefined =>
  email === undefined ? (phone === undefined ? undefined : 'sms') : 'email';

/** What a person looks like to the rules. */
interface Person {
  readonly customer: Customer;
  readonly known: Notices;
  readonly reading: Parameters<typeof owedOf>[0];
  readonly settings: Settings;
}

/** Tells people what the law asks for, and asks what double opt-in asks for; each once, whatever dies meanwhile. */
export const createNotify = (deps: NotifyDeps) => {
  const { customers, consents, notices, asks, messages, clock } = deps;

  const read = async (customerId: string): Promise<Person | undefined> => {
    const customer = await customers.get(customerId);
    if (!customer) return undefined;
    const ids = idsOf(customer);
    const [known, evidence, settings] = await Promise.all([notices.of(ids), consents.evidenceOf(ids), deps.settings()]);
    const policy: NoticePolicy = settings;
    const lastTransactionAt = customer.fold.lastOrderAt;
    const reading = { evidence, notices: known.notices, policy, lastTransactionAt, now: clock() };
    return { customer, known, reading, settings };
  };

  const orderKey = ({ customerId, number }: Notice): string => `notice ${customerId} ${number}`;

  /** Puts the message on its way; one that is on its way already stays the one it is. */
  const deliver = async (notice: Notice, settings: Settings): Promise<void> => {
    const { customerId, kind, by, language, at, number } = notice;
    if (by === undefined) return;
    try {
      await acceptMessage(messages, {
        templateId: builtInId(kind, by, language),
        to: { customerId: publicId(customerId) },
        data: noticeData(notice, settings),
        idempotencyKey: orderKey(notice),
        house: true,
        notice: number,
        ...(kind === 'confirmation' ? { asksFor: { channel: by, issuedAt: at } } : {}),
      });
    } catch (error) {
      // Accepted before, under another name of a topic or another zone; or nobody is left to be told.
      const isOver = error instanceof DangolError && (error.code === 'conflict' || error.code === 'not_found');
      if (!isOver) throw error;
    }
  };

  const draft = ({ customer, known, settings }: Person, kind: Notice['kind'], { said, covers }: Owed): Notice => {
    const { customerId } = customer;
    const own = known.notices.filter((notice) => notice.customerId === customerId);
    const number = own.reduce((most, notice) => Math.max(most, notice.number), 0) + 1;
    const at = toIso(clock());
    return {
      customerId,
      number,
      kind,
      at,
      covers: [...covers],
      said: [...said],
      language: languageOf(customer, settings),
    };
  };

  /** Written before it is sent: whoever comes next sees the duty as met and completes the sending. */
  const plan = async (person: Person, notice: Notice): Promise<boolean> => {
    if (!(await notices.append(notice))) return false;
    await deliver(notice, person.settings);
    return true;
  };

  const inform = (person: Person, kind: 'result' | 'reconfirmation', owed: Owed): Promise<boolean> => {
    const by = mediumOf(person.customer.fold.contacts);
    const notice = draft(person, kind, owed);
    return plan(person, by === undefined ? { ...notice, unsent: 'noAddress' } : { ...notice, by });
  };

  const ask = async (person: Person, channel: Channel, owed: Owed): Promise<boolean> => {
    const notice = draft(person, 'confirmation', owed);
    const address = addressFor(channel, person.customer.fold.contacts);
    if (address === undefined) return plan(person, { ...notice, unsent: 'noAddress' });
    const askId = messageIdFor(messages, { idempotencyKey: orderKey(notice), house: true });
    const mayAsk = await asks.take(deps.suppressions.hashOf(channel, address), askId);
    return plan(person, mayAsk ? { ...notice, by: channel } : { ...notice, unsent: 'askedTooOften' });
  };

  /** Completes what a worker planned and did not put on its way. */
  const complete = async ({ known, settings }: Person): Promise<void> => {
    const ended = new Set(known.ends.map(({ customerId, of }) => `${customerId} ${of}`));
    for (const notice of known.notices) {
      const isRecent = Date.parse(notice.at) > clock() - SETTLED_AFTER;
      if (isRecent && !ended.has(`${notice.customerId} ${notice.number}`)) await deliver(notice, settings);
    }
  };

  const overAndOver = async (customerId: string, once: (person: Person) => Promise<boolean>): Promise<void> => {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const person = await read(customerId);
      if (!person || (await once(person))) return;
    }
    throw new DangolError('unavailable', `Notices of one person were planned by others ${TRIES} times; later again.`);
  };

  /** After a person said something: questions first, one notice of all results, then nothing is owed. */
  const afterSaying = (customerId: string): Promise<void> =>
    overAndOver(customerId, async (person) => {
      await complete(person);
      const { asks: questions, result } = owedOf(person.reading);
      const [question] = questions;
      if (question) {
        await ask(person, question.channel, question);
        return false;
      }
      return result === undefined || inform(person, 'result', result);
    });

  /** A month before the second year is over. Answers when to look again. */
  const beforeAnniversary = async (customerId: string): Promise<Reconfirmation['nextAt']> => {
    let nextAt: string | undefined;
    await overAndOver(customerId, async (person) => {
      await complete(person);
      const { owed, nextAt: next } = reconfirmationOf(person.reading);
      nextAt = next;
      return owed === undefined || inform(person, 'reconfirmation', owed);
    });
    return nextAt;
  };

  return { afterSaying, beforeAnniversary };
};

export type Notify = ReturnType<typeof createNotify>;
