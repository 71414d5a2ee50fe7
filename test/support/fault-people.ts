import { TALKLESS_NUMBERS } from '../../infra/local/solapi/outcomes.ts';
import type { createConsentStore } from '../../shared/consent/evidence-store.ts';
import { inParallel } from '../../shared/platform/worker.ts';
import type { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import { profileOf } from './profile.ts';

/** Where somebody's telephone is. */
export type People = 'korean' | 'japanese' | 'bouncing' | 'talkless';

/** One in so many has not agreed to ads. */
const SILENT = 20;
/** One in so many shares the mailbox and the telephone of the one before. */
const SHARING = 25;
/** Beginnings of mobile numbers; seven digits follow. */
const MOBILE: Readonly<Record<People, string>> = {
  korean: '+82102',
  japanese: '+81902',
  bouncing: '+82104',
  talkless: '+82105',
};
/** Of those whose mails bounce or whose phones have no KakaoTalk, one in so many. */
const UNREACHED = 3;
const TALKLESS = `+82${TALKLESS_NUMBERS.slice(1)}`;
const nameOf = (people: People, n: number): string => `${people[0]}${n}`;
const SINCE = '2026-01-01T00:00:00.000Z';

interface Stores {
  readonly customers: Pick<ReturnType<typeof createCustomerStore>, 'putFold'>;
  readonly consents: Pick<ReturnType<typeof createConsentStore>, 'append'>;
}

const addPerson = async ({ customers, consents }: Stores, people: People, n: number): Promise<void> => {
  const name = nameOf(people, n);
  const customerId = `u:${name}`;
  const address = n % SHARING === 1 ? n - 1 : n;
  const mailbox = nameOf(people, address);
  const isUnreached = address % UNREACHED === 0;
  const bounces = people === 'bouncing' && isUnreached;
  const beginning = people === 'talkless' && isUnreached ? TALKLESS : MOBILE[people];
  const contacts = {
    email: bounces ? `bounce+${mailbox}@simulator.amazonses.com` : `${mailbox}@example.com`,
    phone: `${beginning}${String(address).padStart(13 - beginning.length, '0')}`,
  };
  const text = JSON.stringify(profileOf({ contacts, traits: { name: `손님 ${n}` } }));
  await customers.putFold(customerId, 0, { text, checkpointed: false, outside: [], aliases: [] });
  if (n % SILENT === 0) return;
  for (const channel of ['email', 'sms', 'kakao'] as const) {
    const id = `${channel}-${n}`;
    await consents.append({
      ...{ customerId, id, channel, purpose: 'ad', state: 'granted', basis: 'explicit', source: 'test' },
      ...{ at: SINCE, receivedAt: SINCE, eventKey: `${SINCE}#${id}` },
    });
  }
};

/** Writes so many customers with all addresses; most agree to ads by mail, text and KakaoTalk, some share an address. Answers their user ids. */
export const addFaultPeople = async (stores: Stores, people: People, size: number): Promise<string[]> => {
  const numbers = Array.from({ length: size }, (_, n) => n);
  await inParallel(numbers, 16, (n) => addPerson(stores, people, n));
  return numbers.map((n) => nameOf(people, n));
};
