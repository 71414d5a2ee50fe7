/**
 * The law of advertising messages, written from the articles and from nothing else: no import of a rule, one question after
 * the other over the plain facts. It says why a hand-over was unlawful; silence means that it was lawful.
 */

export type NaiveChannel = 'email' | 'sms';
type Country = 'KR' | 'US' | 'CA' | 'JP' | 'AU';

/** What happened, in the order in which it reached us; times in ms. */
export type Fact =
  | {
      readonly kind: 'said';
      readonly at: number;
      readonly id: string;
      readonly channel: NaiveChannel;
      readonly purpose: 'ad' | 'night' | 'info';
      readonly topic: string | undefined;
      readonly state: 'granted' | 'withdrawn';
      readonly basis: 'explicit' | 'transaction';
      /** When it was said, as claimed; nothing if it carries no time. */
      readonly claimed: number | undefined;
      /** Nobody but the owner of the address can have said it. */
      readonly proven: boolean;
    }
  /** The link in a confirmation mail was pressed. */
  | { readonly kind: 'confirmed'; readonly at: number; readonly id: string; readonly channel: NaiveChannel }
  /** Something was refused for an address: by STOP, by unsubscribing, by a complaint, by a mailbox that does not exist. */
  | {
      readonly kind: 'refused';
      readonly at: number;
      readonly channel: NaiveChannel;
      readonly address: string;
      readonly what: 'ad' | 'info' | 'all';
      readonly forGood: boolean;
    }
  | { readonly kind: 'bought'; readonly at: number; readonly id: string }
  | {
      readonly kind: 'lives';
      readonly at: number;
      readonly id: string;
      readonly email?: string;
      readonly phone?: string;
      readonly country?: string;
      readonly timezone?: string;
      readonly locale?: string;
    }
  /** Two ids turn out to be one person. */
  | { readonly kind: 'joined'; readonly at: number; readonly ids: readonly string[] };

type Said = Extract<Fact, { kind: 'said' }>;
type Home = 'email' | 'phone' | 'country' | 'timezone' | 'locale';

export interface Shop {
  readonly defaultCountry: string | null;
  /** Per channel: grants received from then on must be confirmed (ms). */
  readonly doubleOptIn: Readonly<Record<NaiveChannel, number | undefined>>;
  readonly brand: { readonly name: string; readonly phone: string; readonly address: string; readonly email: string };
}

export interface Sending {
  readonly at: number;
  readonly id: string;
  readonly channel: NaiveChannel;
  readonly purpose: 'ad' | 'info';
  readonly topic: string | undefined;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

const NUMBERS: Readonly<Record<string, Country>> = {
  '+82': 'KR',
  '+1415': 'US',
  '+1613': 'CA',
  '+81': 'JP',
  '+61': 'AU',
};

/** Where a country's clocks stand, from the far east to the far west of it. */
const CLOCKS: Readonly<Record<Country, readonly string[]>> = {
  KR: ['Asia/Seoul'],
  JP: ['Asia/Tokyo'],
  US: [
    ...['America/New_York', 'America/Chicago', 'America/Denver', 'America/Phoenix'],
    ...['America/Los_Angeles', 'America/Anchorage', 'America/Adak', 'Pacific/Honolulu'],
  ],
  CA: [
    ...['America/St_Johns', 'America/Halifax', 'America/Toronto', 'America/Winnipeg'],
    ...['America/Regina', 'America/Edmonton', 'America/Vancouver'],
  ],
  AU: ['Australia/Lord_Howe', 'Australia/Sydney', 'Australia/Brisbane', 'Australia/Adelaide', 'Australia/Perth'],
};

const formats = new Map<string, Intl.DateTimeFormat>();
/** `2026-11-22T20:59:59` on a clock there. */
const clockAt = (at: number, zone: string): string => {
  const known = formats.get(zone);
  const format = known ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  if (!known) formats.set(zone, format);
  return format.format(at).replace(' ', 'T');
};

const isNight = (at: number, zone: string): boolean => {
  const hour = Number(clockAt(at, zone).slice(11, 13));
  return hour >= 21 || hour < 8;
};

/** The same time of day so many calendar months later; the last day where a month is shorter. */
const monthsLater = (local: string, months: number): string => {
  const [year = 0, month = 1, day = 1] = local.slice(0, 10).split('-').map(Number);
  const there = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(there.getUTCFullYear(), there.getUTCMonth() + 1, 0)).getUTCDate();
  there.setUTCDate(Math.min(day, last));
  return `${there.toISOString().slice(0, 10)}${local.slice(10)}`;
};

/** Ids that are one person at a time. */
export const idsOfPerson = (facts: readonly Fact[], id: string, at: number): readonly string[] => {
  for (const fact of facts) if (fact.kind === 'joined' && fact.at <= at && fact.ids.includes(id)) return fact.ids;
  return [id];
};

const lastWord = (facts: readonly Fact[], ids: readonly string[], what: Home, at: number): string | undefined => {
  let word: string | undefined;
  for (const fact of facts)
    if (fact.kind === 'lives' && fact.at <= at && ids.includes(fact.id) && fact[what] !== undefined) word = fact[what];
  return word;
};

const countryOfNumber = (phone: string): Country | undefined => {
  for (const [prefix, country] of Object.entries(NUMBERS)) if (phone.startsWith(prefix)) return country;
  return undefined;
};

const known = (country: string | null | undefined): Country | undefined =>
  country === 'KR' || country === 'US' || country === 'CA' || country === 'JP' || country === 'AU'
    ? country
    : undefined;

/** Whose law protects the receiver. */
const countryOfReceiver = (facts: readonly Fact[], shop: Shop, sending: Sending, ids: readonly string[]) => {
  if (sending.channel === 'sms') return countryOfNumber(sending.to);
  const word = (what: Home): string | undefined => lastWord(facts, ids, what, sending.at);
  const phone = word('phone');
  const byNumber = phone === undefined ? undefined : countryOfNumber(phone);
  if (sending.to.endsWith('.kr') || byNumber === 'KR') return 'KR';
  return known(word('country')) ?? byNumber ?? known(word('locale')?.slice(3)) ?? known(shop.defaultCountry);
};

/** What stands against ads, and what for them. */
const consentFaults = (
  facts: readonly Fact[],
  shop: Shop,
  sending: Sending,
  country: Country,
  ids: readonly string[],
) => {
  const { channel, topic, to } = sending;
  const faults: string[] = [];
  const past = facts.filter((fact) => fact.at <= sending.at);
  const said = past.filter((fact): fact is Said => fact.kind === 'said' && fact.channel === channel);
  const own = said.filter((fact) => ids.includes(fact.id));

  // Refusals: the person's own, and those of whoever had this address when refusing. None of them need a reason.
  const ofPerson = (purpose: string, about: string | undefined): number[] =>
    own
      .filter((fact) => fact.state === 'withdrawn' && fact.purpose === purpose && fact.topic === about)
      .map(({ at }) => at);
  const ofAddress = (purposes: readonly string[]): number[] => [
    ...past.flatMap((fact) =>
      fact.kind === 'refused' && fact.channel === channel && fact.address === to && purposes.includes(fact.what)
        ? [fact.at]
        : [],
    ),
    ...said.flatMap((fact) => {
      if (fact.state !== 'withdrawn' || fact.topic !== undefined || !purposes.includes(fact.purpose)) return [];
      // As things stood then: whoever gets the address a moment later has refused nothing.
      const before = past.slice(0, past.indexOf(fact));
      const then = idsOfPerson(before, fact.id, fact.at);
      const address = lastWord(before, then, channel === 'email' ? 'email' : 'phone', fact.at);
      return address === to ? [fact.at] : [];
    }),
  ];

  // Grants: said in so many words, and confirmed where the shop asks for that.
  const mustConfirm = shop.doubleOptIn[channel];
  const explicit = (purpose: string, about: string | undefined) =>
    own
      .filter((fact) => fact.state === 'granted' && fact.basis === 'explicit')
      .filter((fact) => fact.purpose === purpose && fact.topic === about)
      .flatMap((fact) => {
        const time = fact.claimed === undefined ? fact.at : Math.min(fact.claimed, fact.at);
        const stands = { time, dated: fact.claimed !== undefined };
        if (fact.proven || mustConfirm === undefined || fact.at < mustConfirm) return [stands];
        // Pressed later, with nothing refused in between: a grant of that moment.
        return past.flatMap((press) => {
          if (press.kind !== 'confirmed' || press.channel !== channel || !ids.includes(press.id)) return [];
          const silenced = [...ofPerson(purpose, about), ...ofPerson('ad', undefined)];
          const between = silenced.some((refusal) => refusal >= time && refusal <= press.at);
          return press.at >= fact.at && !between ? [{ time: press.at, dated: true }] : [];
        });
      });
  type Grant = ReturnType<typeof explicit>[number];
  const answered = (refusal: number, grants: readonly Grant[]): boolean =>
    grants.some(({ time, dated }) => dated && time > refusal);

  if (past.some((fact) => fact.kind === 'refused' && fact.forGood && fact.channel === channel && fact.address === to))
    faults.push('a complaint or a dead address');

  if (sending.purpose === 'info') {
    const grants = explicit('info', undefined);
    for (const refusal of [...ofPerson('info', undefined), ...ofAddress(['info', 'all'])])
      if (!answered(refusal, grants)) faults.push('information was refused');
    return faults;
  }

  // 제50조 ①, ②: consent before, and no refusal since.
  const general = explicit('ad', undefined);
  const about = topic === undefined ? [] : explicit('ad', topic);
  const refusals = [...ofPerson('ad', undefined), ...ofAddress(['ad', 'all'])];
  const ofTopic = topic === undefined ? [] : ofPerson('ad', topic);
  for (const refusal of refusals)
    if (!answered(refusal, [...general, ...about])) faults.push('ads were refused (50조 ②)');
  for (const refusal of ofTopic) if (!answered(refusal, about)) faults.push('ads of this kind were refused (50조 ②)');
  if (general.length + about.length === 0) {
    const trades = own.filter(
      (fact) =>
        fact.state === 'granted' &&
        fact.basis === 'transaction' &&
        fact.purpose === 'ad' &&
        (fact.topic === undefined || fact.topic === topic),
    );
    const last = Math.max(
      ...trades.map((fact) => Math.min(fact.claimed ?? fact.at, fact.at)),
      ...past.flatMap((fact) => (fact.kind === 'bought' && ids.includes(fact.id) ? [fact.at] : [])),
    );
    const within = (months: number, zone: string): boolean =>
      trades.length > 0 && clockAt(sending.at, zone) < monthsLater(clockAt(last, zone), months);
    // 시행령 61조 ①; CASL section 10 (10); CAN-SPAM asks for no consent to mail, the FCC for a written one to texts.
    const allowed =
      (country === 'KR' && within(6, 'Asia/Seoul')) ||
      (country === 'CA' && within(24, 'America/St_Johns')) ||
      (country === 'US' && channel === 'email');
    if (trades.length === 0 || !allowed) faults.push('nobody has agreed (50조 ①)');
  }

  // 제50조 ③, 47 CFR 64.1200(c)(1): the night, where the receiver is.
  if (channel === 'email') return faults;
  const told = lastWord(facts, ids, 'timezone', sending.at);
  const all = CLOCKS[country];
  const narrowed = told === undefined ? all : all.includes(told) ? [told] : [...all, told];
  const clocks = country === 'KR' ? all : narrowed;
  if (!clocks.some((zone) => isNight(sending.at, zone))) return faults;
  const nights = explicit('night', undefined);
  const against = [...ofPerson('night', undefined), ...refusals, ...ofAddress(['night'])];
  const agreed = nights.length > 0 && against.every((refusal) => answered(refusal, nights));
  if (country !== 'KR' || !agreed) faults.push('night (50조 ③)');
  return faults;
};

/** 제50조 ④ and 별표 6; CAN-SPAM § 7704(a)(5); CTIA. */
const formFaults = ({ brand }: Shop, { channel, subject, html, text }: Sending, country: Country): string[] => {
  const faults: string[] = [];
  const need = (holds: boolean, fault: string): void => {
    if (!holds) faults.push(fault);
  };
  const lines = text.split('\n');
  if (channel === 'sms') {
    const last = lines.at(-1) ?? '';
    need(lines[0]?.includes(brand.name) === true, 'the text does not say who writes');
    if (country === 'KR') {
      need(text.startsWith('(광고)'), 'no label');
      need(lines[0]?.includes(brand.phone) === true, 'no contact');
      need(/^무료수신거부 080-\d{3,4}-\d{4}$/.test(last), 'no free way out');
    } else need(/STOP/.test(last), 'no way out');
    return faults;
  }
  for (const part of [html, text]) {
    need(part.includes(brand.name) && part.includes(brand.address), 'no sender or address');
    if (country === 'KR') {
      need(part.includes(brand.phone) && part.includes(brand.email), 'no contact');
      need(part.includes('수신거부') && part.includes('unsubscribe'), 'no way out in both languages');
    } else need(/unsubscribe|수신거부/.test(part), 'no way out');
    if (country === 'US') need(/advertisement|광고/.test(part), 'not said to be an ad');
  }
  if (country === 'KR') need(subject.startsWith('(광고)'), 'no label');
  return faults;
};

/** Whether the law would let a message go now, written as it should be. */
export const mayBeAsked = (
  facts: readonly Fact[],
  shop: Shop,
  asked: Omit<Sending, 'subject' | 'html' | 'text'>,
): boolean => {
  const sending = { ...asked, subject: '', html: '', text: '' };
  const ids = idsOfPerson(facts, sending.id, sending.at);
  const country = countryOfReceiver(facts, shop, sending, ids);
  if (sending.purpose === 'ad' && country === undefined) return false;
  return consentFaults(facts, shop, sending, country ?? 'KR', ids).length === 0;
};

/** Why this hand-over broke the law; nothing if it did not. */
export const unlawful = (facts: readonly Fact[], shop: Shop, sending: Sending): readonly string[] => {
  const ids = idsOfPerson(facts, sending.id, sending.at);
  const country = countryOfReceiver(facts, shop, sending, ids);
  if (sending.purpose === 'info') return consentFaults(facts, shop, sending, country ?? 'KR', ids);
  if (country === undefined) return ['nobody knows which law'];
  return [...consentFaults(facts, shop, sending, country, ids), ...formFaults(shop, sending, country)];
};
