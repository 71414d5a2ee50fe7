import { HOUR, MINUTE, SECOND } from '../platform/clock.ts';
import type { StoredEvent } from './event.ts';
import { isRecord } from './property.ts';

/** Silence that ends a session, as the analytics tools of shops count it. */
export const SESSION_GAP = 30 * MINUTE;
/** An app that was never sent to the background would otherwise be open for days. */
const LONGEST_FOREGROUND = 12 * HOUR;
/** Measured sessions below which a dwell time would be an anecdote. */
export const ENOUGH_SESSIONS = 3;

const FOREGROUND: ReadonlySet<string> = new Set(['Application Opened', 'Application Foregrounded']);
const BACKGROUND = 'Application Backgrounded';
const HEARTBEAT = 'Session Heartbeat';

/** What a session needs to know of an event. */
export type Activity = Pick<StoredEvent, 'type' | 'name' | 'at' | 'messageId' | 'imported' | 'body'>;

/**
 * Whether somebody was in front of a screen: a page, a screen, a heartbeat, the life of an app, or a call that a device
 * sent (its context names a page, app, device or browser). An order by telephone, an import or a server's call is none.
 */
export const isActivity = ({ type, name, imported, body }: Activity): boolean => {
  if (imported) return false;
  if (type === 'page' || type === 'screen') return true;
  if (
    name === HEARTBEAT ||
    (type === 'track' && name?.startsWith('Application ') && name !== 'Application Uninstalled')
  )
    return true;
  const { context } = body;
  return (
    context !== undefined &&
    (isRecord(context.page) ||
      isRecord(context.app) ||
      isRecord(context.device) ||
      typeof context.userAgent === 'string')
  );
};

export interface Session {
  /** ISO 8601 UTC of the first and the last sign of life. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** Between both; null if there was one sign of life only, which says nothing of how long somebody stayed. */
  readonly seconds: number | null;
  /** Signs of life, heartbeats not counted. */
  readonly events: number;
  /** Pages and screens. */
  readonly views: number;
}

interface Open {
  readonly first: number;
  last: number;
  moments: number;
  events: number;
  views: number;
  inForeground: boolean;
}

const closed = ({ first, last, moments, events, views }: Open): Session => ({
  startedAt: new Date(first).toISOString(),
  endedAt: new Date(last).toISOString(),
  seconds: moments > 1 ? Math.round((last - first) / SECOND) : null,
  events,
  views,
});

/** Whether a sign of life at `time` belongs to the session that is open. */
const goesOn = (open: Open, time: number, name: string | undefined): boolean => {
  const silence = time - open.last;
  if (silence <= SESSION_GAP) return true;
  // The app itself says that it was looked at until now.
  return name === BACKGROUND && open.inForeground && silence <= LONGEST_FOREGROUND;
};

/**
 * Sessions of a person, oldest first, over all devices. The order of the events and repeats of a messageId do not matter.
 */
export const sessionsOf = (events: readonly Activity[]): Session[] => {
  const once = new Map(events.filter(isActivity).map((event) => [event.messageId, event]));
  const inTime = [...once.values()].sort((left, right) =>
    left.at === right.at ? (left.messageId < right.messageId ? -1 : 1) : left.at < right.at ? -1 : 1,
  );
  const sessions: Session[] = [];
  let open: Open | undefined;
  for (const { type, name, at } of inTime) {
    const time = Date.parse(at);
    if (open && !goesOn(open, time, name)) {
      sessions.push(closed(open));
      open = undefined;
    }
    open ??= { first: time, last: time, moments: 0, events: 0, views: 0, inForeground: false };
    if (open.moments === 0 || time > open.last) open.moments += 1;
    open.last = time;
    if (name !== HEARTBEAT) open.events += 1;
    if (type === 'page' || type === 'screen') open.views += 1;
    if (name !== undefined && FOREGROUND.has(name)) open.inForeground = true;
    if (name === BACKGROUND) open.inForeground = false;
  }
  if (open) sessions.push(closed(open));
  return sessions;
};

export interface Dwell {
  readonly sessions: number;
  /** Sessions of which it is known how long they lasted. */
  readonly measured: number;
  /** Middle of the measured ones; null with the reason if there are too few. */
  readonly medianSeconds: number | null;
  readonly reason: 'too_few_sessions' | 'mostly_single_events' | null;
}

/**
 * How long a person stays. Where most sessions are single calls, the measured rest would tell of the chatty pages only, so
 * nothing is said (P10).
 */
export const dwellOf = (sessions: readonly Session[]): Dwell => {
  const lengths = sessions.flatMap(({ seconds }) => seconds ?? []).sort((left, right) => left - right);
  const counts = { sessions: sessions.length, measured: lengths.length };
  if (lengths.length < ENOUGH_SESSIONS) return { ...counts, medianSeconds: null, reason: 'too_few_sessions' };
  if (lengths.length * 2 < sessions.length) return { ...counts, medianSeconds: null, reason: 'mostly_single_events' };
  const upper = lengths[Math.floor(lengths.length / 2)] ?? 0;
  const lower = lengths[Math.floor((lengths.length - 1) / 2)] ?? 0;
  return { ...counts, medianSeconds: (lower + upper) / 2, reason: null };
};
