import type { Evidence } from '../../../shared/consent/evidence.ts';

interface NaiveState {
  state: 'granted' | 'withdrawn' | 'pending';
  at: string;
  expiresAt?: string;
}
type NaiveChannel = Partial<Record<'ad' | 'info' | 'night', NaiveState>> & { topics?: Record<string, NaiveState> };

export interface NaiveRules {
  /** Grants received from then on wait for a confirmation. */
  since?: string;
  lastTransactionAt?: string | undefined;
  now?: string;
  /** Law of the person's country; Korea's if absent. */
  country?: string | undefined;
}

/** What a trade allows: in Korea six months of ads, but none by KakaoTalk, in the USA mail without an end; nowhere the night. */
type Implied = 'six months' | 'for ever' | 'never';

type Said = Pick<Evidence, 'state' | 'basis' | 'at' | 'receivedAt' | 'confirmed'>;

const fromOf = ({ at, receivedAt }: Said): string => (at !== undefined && at < receivedAt ? at : receivedAt);

/** Walks all grants, best first, and takes the first that no refusal beats. */
const stateOf = (
  own: readonly Said[],
  refusals: readonly Said[],
  rules: NaiveRules,
  trade: Implied,
): NaiveState | undefined => {
  const refused = refusals
    .filter(({ state }) => state === 'withdrawn')
    .map(({ receivedAt }) => receivedAt)
    .sort()
    .at(-1);
  const waits = (said: Said) => rules.since !== undefined && said.receivedAt >= rules.since && !said.confirmed;
  const grants = own
    .filter(({ state }) => state === 'granted')
    .sort((a, b) => (fromOf(a) < fromOf(b) ? 1 : fromOf(a) > fromOf(b) ? -1 : 0));
  const explicit = grants.filter(({ basis }) => basis === 'explicit');
  const newer = (said: Said) => said.at !== undefined && (refused === undefined || fromOf(said) > refused);
  const good = explicit.find((said) => newer(said) && !waits(said));
  if (good) return { state: 'granted', at: fromOf(good) };
  const asked = explicit.find((said) => newer(said) && waits(said));
  if (refused !== undefined)
    return asked ? { state: 'pending', at: fromOf(asked) } : { state: 'withdrawn', at: refused };
  const undated = explicit.find((said) => said.at === undefined && !waits(said));
  if (undated) return { state: 'granted', at: fromOf(undated) };
  const implied = grants.find(({ basis }) => basis === 'transaction');
  if (implied && trade === 'for ever') return { state: 'granted', at: fromOf(implied) };
  if (implied && trade === 'six months') {
    const end = new Date([fromOf(implied), rules.lastTransactionAt ?? ''].sort().at(-1) ?? '');
    end.setUTCMonth(end.getUTCMonth() + 6);
    const expiresAt = end.toISOString();
    if (rules.now === undefined || rules.now < expiresAt) return { state: 'granted', at: fromOf(implied), expiresAt };
  }
  const later = asked ?? explicit.find(waits);
  return later && { state: 'pending', at: fromOf(later) };
};

/** The rules of consent, statement by statement (rule 5). Days of months must exist six months later. */
export const naiveConsent = (statements: readonly Evidence[], rules: NaiveRules = {}): Record<string, NaiveChannel> => {
  const consent: Record<string, NaiveChannel> = {};
  for (const channel of ['email', 'sms', 'push', 'kakao']) {
    const abroad: Implied = channel === 'email' ? 'for ever' : 'never';
    const atHome: Implied = channel === 'kakao' ? 'never' : 'six months';
    const trade = (rules.country ?? 'KR') === 'KR' ? atHome : abroad;
    const here = statements.filter((said) => said.channel === channel);
    const general = here.filter((said) => said.purpose === 'ad' && said.topic === undefined);
    const said: NaiveChannel = {};
    for (const purpose of ['ad', 'info', 'night'] as const) {
      const own = here.filter((one) => one.purpose === purpose && one.topic === undefined);
      const state =
        own.length === 0
          ? undefined
          : stateOf(
              own,
              purpose === 'night' ? [...own, ...general] : own,
              rules,
              purpose === 'night' ? 'never' : trade,
            );
      if (state) said[purpose] = state;
    }
    for (const topic of new Set(here.flatMap((one) => (one.topic === undefined ? [] : [one.topic])))) {
      const own = here.filter((one) => one.topic === topic);
      const alone = stateOf(own, own, rules, trade);
      const against = stateOf(own, [...own, ...general], rules, trade);
      const all = stateOf(general, general, rules, trade);
      const isRefused = own.some((one) => one.state === 'withdrawn') && alone?.state !== 'granted';
      // Own refusal, even if asked for again; own permission that is newer than the refusal of all; all; own question that waits.
      const candidates = [
        isRefused ? alone : undefined,
        against?.state === 'granted' ? against : undefined,
        all?.state === 'granted' ? all : undefined,
        against?.state === 'pending' ? against : undefined,
        all,
      ];
      const state = candidates.find((one) => one !== undefined);
      if (state) said.topics = { ...said.topics, [topic]: state };
    }
    if (Object.keys(said).length > 0) consent[channel] = said;
  }
  return consent;
};

/** When the person objected to being profiled, if that stands. */
export const naiveObjection = (statements: readonly Evidence[]): string | undefined => {
  const own = statements.filter(({ purpose }) => purpose === 'profiling');
  const state = stateOf(own, own, {}, 'never');
  return state?.state === 'withdrawn' ? state.at : undefined;
};

/** Consent without what the naive model does not say. */
export const withoutMarks = (consent: unknown): unknown =>
  JSON.parse(
    JSON.stringify(consent, (name, value: unknown) => (['basis', 'dated'].includes(name) ? undefined : value)),
  );
