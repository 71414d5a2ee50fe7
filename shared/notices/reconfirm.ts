import { type Consent, type ConsentPolicy, type ConsentState, consentState } from '../consent/consent-state.ts';
import { CONSENT_CHANNELS } from '../consent/evidence.ts';
import { reconfirmAt } from '../consent/keep-statement.ts';
import { nextReconfirmation } from '../consent/notices.ts';
import { DAY } from '../platform/clock.ts';
import type { Said } from './notice.ts';
import type { Known, Owed } from './owed.ts';

/** A month before its day a notice goes out, and a day on top for the hour of the sweep. */
const WINDOW = 31 * DAY;
/** What was not sent in time, because nothing ran, is sent late. */
const LATE = 60 * DAY;
/** Within the window, while nobody has said that notices are to be sent. */
const LOOK_AGAIN = 7 * DAY;

interface Consented {
  readonly said: Said;
  readonly state: ConsentState;
}

/** Explicit consents to ads that stand: in general, at night, and to topics where ads in general are not agreed to. */
const standingIn = (consent: Consent): Consented[] =>
  CONSENT_CHANNELS.flatMap((channel) => {
    const { ad, night, topics = {} } = consent[channel] ?? {};
    const all: [Pick<Said, 'purpose' | 'topic'>, ConsentState | undefined][] = [
      [{ purpose: 'ad' }, ad],
      [{ purpose: 'night' }, night],
    ];
    if (ad?.state !== 'granted')
      for (const [topic, state] of Object.entries(topics)) all.push([{ purpose: 'ad', topic }, state]);
    return all.flatMap(([what, state]) =>
      state?.state === 'granted' && state.basis === 'explicit'
        ? [{ said: { channel, ...what, state: 'granted', at: state.at }, state }]
        : [],
    );
  });

export interface Reconfirmation {
  readonly owed: Owed | undefined;
  /** When to look again; nothing when no consent stands. ISO 8601 UTC. */
  readonly nextAt: string | undefined;
}

const isoDay = (ms: number): string => new Date(ms - (ms % DAY)).toISOString();

/**
 * Whether a person is to be told again of a consent (제50조 ⑧): before each second anniversary, once. Pure; whoever asks
 * twice is told once, because the first notice covers the day.
 */
export const reconfirmationOf = ({ evidence, notices, policy, lastTransactionAt, now }: Known): Reconfirmation => {
  const { doubleOptIn, notices: since } = policy;
  const reading: ConsentPolicy = { doubleOptIn, lastTransactionAt };
  const covered = new Set(notices.flatMap(({ covers }) => covers));
  const said: Said[] = [];
  const covers: string[] = [];
  const looks: string[] = [];
  for (const one of standingIn(consentState(evidence, now, reading))) {
    const { channel, purpose, topic = '' } = one.said;
    const day = nextReconfirmation(one.state.at, now - LATE);
    const cover = `reconfirm:${channel}:${purpose}:${topic}:${day}`;
    const isNear = Date.parse(day) <= now + WINDOW;
    const isDone = covered.has(cover);
    const isAsked = since.reconfirm !== null && day > since.reconfirm;
    if (isNear && !isDone && isAsked) {
      said.push(one.said);
      covers.push(cover);
    }
    const isOver = isDone || isAsked || Date.parse(day) <= now;
    if (!isNear) looks.push(reconfirmAt(one.state.at, now));
    else if (isOver) looks.push(reconfirmAt(one.state.at, Math.max(now, Date.parse(day))));
    else looks.push(isoDay(now + LOOK_AGAIN));
  }
  return { owed: said.length === 0 ? undefined : { said, covers }, nextAt: looks.toSorted()[0] };
};
