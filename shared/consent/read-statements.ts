import { CONSENT_CHANGED, isConsentTrait } from '../events/consent-call.ts';
import type { StoredEvent } from '../events/event.ts';
import { parseTime } from '../events/event-time.ts';
import { DAY, toIso } from '../platform/clock.ts';
import { topicIdSchema } from '../settings/topic.ts';
import {
  CONSENT_BASES,
  CONSENT_CHANNELS,
  CONSENT_PURPOSES,
  EVIDENCE_PURPOSES,
  type Evidence,
  type EvidencePurpose,
  evidenceId,
} from './evidence.ts';

const YES: ReadonlySet<string> = new Set(
  'y yes true t 1 on o ok granted grant agree agreed opt-in optin subscribed 동의 동의함 수신 수신동의 허용 예 네'.split(
    ' ',
  ),
);
const NO: ReadonlySet<string> = new Set(
  'n no false f 0 off x withdrawn denied disagree opt-out optout unsubscribed 거부 거절 수신거부 미동의 비동의 동의안함 철회 수신철회 아니오 아니요'.split(
    ' ',
  ),
);

/** What a cell or a flag says: `Y`, `1`, `동의`… grant; `N`, `0`, `거부`… withdraw; anything else says nothing. */
export const readAnswer = (value: unknown): Evidence['state'] | undefined => {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const word = String(value).slice(0, 40).normalize('NFKC').replace(/\s+/gu, '').toLowerCase();
  if (YES.has(word)) return 'granted';
  return NO.has(word) ? 'withdrawn' : undefined;
};

const HOURS_14 = 14 * 3_600_000;

/** ISO time with zone; a bare date counts from its first moment anywhere on Earth, so that a grant never gains by it. */
const readTime = (value: unknown): string | undefined => {
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const text = value.trim();
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? parseTime(`${text}T00:00:00Z`) : undefined;
  const ms = date === undefined ? parseTime(text) : date - HOURS_14;
  return ms === undefined ? undefined : toIso(ms);
};

const shortText = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 200).toWellFormed() : undefined;

const oneOf = <Word extends string>(words: readonly Word[], value: unknown): Word | undefined =>
  words.find((word) => word === value);

const flattened = (prefix: string, value: unknown, into: Map<string, unknown>): void => {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || prefix.split('.').length > 4) {
    into.set(prefix, value);
    return;
  }
  for (const [name, child] of Object.entries(value)) flattened(`${prefix}.${name}`, child, into);
};

/** `consent.email.ad` as one dotted key or as nested objects, in any mixture. */
const consentTraits = (traits: Readonly<Record<string, unknown>>): Map<string, unknown> => {
  const flat = new Map<string, unknown>();
  for (const [name, value] of Object.entries(traits)) {
    if (isConsentTrait(name)) flattened(name, value, flat);
  }
  return flat;
};

interface Said {
  readonly purpose: EvidencePurpose;
  readonly state: Evidence['state'];
}

/** One body may speak of the night as well: granting with `night: true` grants both, withdrawing with it only the night. */
const saidOf = (purpose: EvidencePurpose, state: Evidence['state'], night: Evidence['state'] | undefined): Said[] => {
  if (purpose !== 'ad' || night === undefined) return [{ purpose, state }];
  if (state === 'withdrawn') return [{ purpose: night === 'granted' ? 'night' : 'ad', state }];
  return [
    { purpose, state },
    { purpose: 'night', state: night },
  ];
};

/** Topics of one event; a statement about more is no choice of a person. */
const MOST_TOPICS = 20;

const topicOf = (value: unknown): string | undefined => topicIdSchema.safeParse(value).data;

/** `consent.email.ad.<topic>`, in the order of the names. */
const topicAnswers = (flat: ReadonlyMap<string, unknown>, channel: string): (readonly [string, unknown])[] => {
  const prefix = `consent.${channel}.ad.`;
  return [...flat]
    .filter(([name]) => name.startsWith(prefix))
    .flatMap(([name, value]) => {
      const topic = topicOf(name.slice(prefix.length));
      return topic === undefined ? [] : [[topic, value] as const];
    })
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .slice(0, MOST_TOPICS);
};

const fromTraits = (event: StoredEvent, traits: Readonly<Record<string, unknown>>): Evidence[] => {
  const flat = consentTraits(traits);
  if (flat.size === 0) return [];
  // A trait repeats what the sender holds; only `consent.at` says when the person agreed. Without it an app that sends
  // its old copy at every login would undo a withdrawal.
  const stated = readTime(flat.get('consent.at'));
  // Nobody has agreed tomorrow: an end date or a wrong clock, which at each login would pass for a new grant.
  const isCredible = stated !== undefined && Date.parse(stated) <= Date.parse(event.receivedAt) + DAY;
  const at = isCredible ? stated : undefined;
  const wording = shortText(flat.get('consent.wording'));
  const source = shortText(flat.get('consent.source')) ?? event.source ?? event.type;
  const basis = oneOf(CONSENT_BASES, flat.get('consent.basis')) ?? 'explicit';
  const evidence: Evidence[] = [];
  for (const channel of CONSENT_CHANNELS) {
    for (const purpose of CONSENT_PURPOSES) {
      const state = readAnswer(
        flat.get(purpose === 'night' ? `consent.${channel}.ad.night` : `consent.${channel}.${purpose}`),
      );
      if (state) evidence.push(evidenceOf(event, { channel, purpose, state, basis, at, source, wording }));
    }
    for (const [topic, value] of topicAnswers(flat, channel)) {
      const state = readAnswer(value);
      if (state) evidence.push(evidenceOf(event, { channel, purpose: 'ad', topic, state, basis, at, source, wording }));
    }
  }
  const profiling = readAnswer(flat.get('consent.profiling'));
  if (profiling) {
    const about = { channel: 'person', purpose: 'profiling', state: profiling, basis: 'explicit' } as const;
    evidence.push(evidenceOf(event, { ...about, at, source, wording }));
  }
  return evidence;
};

type Details = Pick<Evidence, 'channel' | 'purpose' | 'state' | 'basis' | 'source'> & {
  readonly at: string | undefined;
  readonly wording: string | undefined;
  readonly topic?: string | undefined;
};

const evidenceOf = (event: StoredEvent, details: Details): Evidence => {
  const { at, wording, topic, ...rest } = details;
  const { channel, purpose } = details;
  const { ip, importFile } = event.body.context ?? {};
  const stated = shortText(ip);
  const file = shortText(importFile);
  return {
    customerId: event.person,
    id: evidenceId(event.messageId, { channel, purpose, topic }),
    ...rest,
    ...(topic === undefined ? {} : { topic }),
    ...(event.ip === undefined ? {} : { ip: event.ip }),
    ...(stated === undefined ? {} : { statedIp: stated }),
    ...(file === undefined ? {} : { file }),
    ...(event.imported ? { imported: true as const } : {}),
    receivedAt: event.receivedAt,
    eventKey: event.key,
    ...(at === undefined ? {} : { at }),
    ...(wording === undefined ? {} : { wording }),
  };
};

const fromChange = (event: StoredEvent, properties: Readonly<Record<string, unknown>>): Evidence[] => {
  const state = readAnswer(properties.state);
  // A refusal that does not say of what is one of ads; a grant must name its purpose.
  const purpose = oneOf(EVIDENCE_PURPOSES, properties.purpose) ?? (state === 'withdrawn' ? 'ad' : undefined);
  const channel = purpose === 'profiling' ? 'person' : oneOf(CONSENT_CHANNELS, properties.channel);
  if (!channel || !state || !purpose) return [];
  const topic = purpose === 'ad' ? topicOf(properties.topic) : undefined;
  // A grant of something that has no name grants nothing; a refusal of it is one of ads.
  if (properties.topic !== undefined && topic === undefined && state === 'granted') return [];
  const dated = !event.key.startsWith('-');
  const at = properties.at === undefined ? (dated ? event.at : undefined) : readTime(properties.at);
  const source = shortText(properties.source) ?? event.source ?? CONSENT_CHANGED;
  const wording = shortText(properties.wording);
  const basis = oneOf(CONSENT_BASES, properties.basis) ?? 'explicit';
  const night = topic === undefined ? readAnswer(properties.night) : undefined;
  return saidOf(purpose, state, night).map((said) =>
    evidenceOf(event, { channel, basis, at, source, wording, topic, ...said }),
  );
};

/** What an event says about consent: identify traits, or the event `Consent Changed`. Pure; anything else says nothing. */
export const statementsOf = (event: StoredEvent): Evidence[] => {
  const { traits, properties } = event.body;
  if (event.type === 'identify' && traits) return fromTraits(event, traits);
  if (event.type === 'track' && event.name === CONSENT_CHANGED && properties) return fromChange(event, properties);
  return [];
};
