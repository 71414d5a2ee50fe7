import { TALKLESS_NUMBERS } from '../../infra/local/solapi/outcomes.ts';
import type { ConsentChannel } from '../../shared/consent/evidence.ts';
import type { createConsentStore } from '../../shared/consent/evidence-store.ts';
import { inParallel } from '../../shared/platform/worker.ts';
import type { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import type { Device } from '../../shared/profiles/devices.ts';
import { profileOf } from './profile.ts';

/** Where somebody's telephone is, and what is out of order with it. */
export type People = 'korean' | 'japanese' | 'bouncing' | 'talkless' | 'apps' | 'browsers';

/** One in so many has not agreed to ads. */
const SILENT = 20;
/** One in so many shares the mailbox and the telephone of the one before. */
const SHARING = 25;
/** One in so many with an app or a browser has none any more. */
const DEVICELESS = 10;
/** Beginnings of mobile numbers; seven digits follow. */
const MOBILE: Readonly<Record<People, string>> = {
  ...{ korean: '+82102', japanese: '+81902', bouncing: '+82104', talkless: '+82105' },
  ...{ apps: '+82106', browsers: '+82107' },
};
/** Ads that they have agreed to. */
const AGREED: Readonly<Record<People, readonly ConsentChannel[]>> = {
  ...{ korean: ['email', 'sms', 'kakao'], japanese: ['sms'], bouncing: ['email', 'sms'], talkless: ['kakao', 'sms'] },
  ...{ apps: ['push', 'sms'], browsers: ['push'] },
};
/** Of those whose mails bounce, whose phones have no KakaoTalk or whose app is gone, one in so many. */
const UNREACHED = 3;
const TALKLESS = `+82${TALKLESS_NUMBERS.slice(1)}`;
const nameOf = (people: People, n: number): string => `${people[0]}${people[1]}${n}`;
const SINCE = '2026-01-01T00:00:00.000Z';

/** Token of a browser, of one that was closed for good if `isGone`. */
export type OpenBrowser = (isGone: boolean) => Promise<string>;

interface Stores {
  readonly customers: Pick<ReturnType<typeof createCustomerStore>, 'putFold'>;
  readonly consents: Pick<ReturnType<typeof createConsentStore>, 'append'>;
  readonly openBrowser?: OpenBrowser;
}

/** Two phones or browsers; of a third of the people both are gone, of another third one is. */
const devicesOf = async (people: People, n: number, openBrowser: OpenBrowser | undefined): Promise<Device[]> => {
  if (people !== 'apps' && people !== 'browsers') return [];
  if (n % DEVICELESS === 4) return [];
  const gone = [n % UNREACHED < 2, n % UNREACHED === 0];
  const app = (isGone: boolean, index: number) =>
    `fcm-token-${nameOf(people, n)}${isGone ? '-gone' : ''}-${index}:APA91b`;
  const tokens = gone.map(async (isGone, index) =>
    people === 'browsers' && openBrowser ? openBrowser(isGone) : app(isGone, index),
  );
  const platform = people === 'browsers' ? 'web' : 'android';
  return (await Promise.all(tokens)).map((token) => ({ token, platform, at: SINCE }));
};

const addPerson = async ({ customers, consents, openBrowser }: Stores, people: People, n: number): Promise<void> => {
  const name = nameOf(people, n);
  const customerId = `u:${name}`;
  const address = n % SHARING === 1 ? n - 1 : n;
  const mailbox = nameOf(people, address);
  const isUnreached = address % UNREACHED === 0;
  const bounces = people === 'bouncing' && isUnreached;
  // Of those whose app is gone every other one has no KakaoTalk either.
  const hasNoTalk = (people === 'talkless' && isUnreached) || (people === 'apps' && address % (2 * UNREACHED) === 0);
  const beginning = hasNoTalk ? `${TALKLESS}${people === 'apps' ? '1' : ''}` : MOBILE[people];
  const contacts = {
    email: bounces ? `bounce+${mailbox}@simulator.amazonses.com` : `${mailbox}@example.com`,
    phone: `${beginning}${String(address).padStart(13 - beginning.length, '0')}`,
  };
  const devices = await devicesOf(people, n, openBrowser);
  const text = JSON.stringify(profileOf({ contacts, devices, traits: { name: `손님 ${n}` } }));
  await customers.putFold(customerId, 0, { text, checkpointed: false, outside: [], aliases: [] });
  if (n % SILENT === 0) return;
  for (const channel of AGREED[people]) {
    const id = `${channel}-${n}`;
    await consents.append({
      ...{ customerId, id, channel, purpose: 'ad', state: 'granted', basis: 'explicit', source: 'test' },
      ...{ at: SINCE, receivedAt: SINCE, eventKey: `${SINCE}#${id}` },
    });
  }
};

/** Writes so many customers with all addresses; most agree to ads, some share an address. Answers their user ids. */
export const addFaultPeople = async (stores: Stores, people: People, size: number): Promise<string[]> => {
  const numbers = Array.from({ length: size }, (_, n) => n);
  await inParallel(numbers, 16, (n) => addPerson(stores, people, n));
  return numbers.map((n) => nameOf(people, n));
};
