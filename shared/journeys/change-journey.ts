import { COUPON_POOL } from '../coupons/pool.ts';
import { LANDING_CONTENT } from '../landing/content.ts';
import { ONSITE_CONTENT } from '../onsite/content.ts';
import { type Clock, toIso } from '../platform/clock.ts';
import { DangolError, type ErrorDetail } from '../platform/errors.ts';
import { builtInSegment } from '../segments/built-in.ts';
import { SEGMENT_KIND } from '../segments/segment.ts';
import type { Definition, DefinitionStore } from '../settings/definition-store.ts';
import { TEMPLATE } from '../templates/template.ts';
import { WEBHOOK } from '../webhooks/webhook.ts';
import { type Journey, journeySchema, stepOf } from './journey.ts';
import { type JourneyState, type JourneyStatus, signalsOf } from './journey-state.ts';
import type { JourneyStore } from './journey-store.ts';

interface ChangeDeps {
  readonly journeys: JourneyStore;
  readonly definitions: DefinitionStore;
  readonly clock: Clock;
}

/** How people start, halt and end journeys. */
export const createChangeJourney = ({ journeys, definitions, clock }: ChangeDeps) => {
  const exists = async (kind: string, id: string): Promise<boolean> => {
    const found = await definitions.get(kind, id);
    return found !== undefined && !found.archived;
  };

  /** What a journey needs and is not there. */
  const missing = async ({ trigger, steps }: Journey): Promise<ErrorDetail[]> => {
    const details: ErrorDetail[] = [];
    if (
      trigger.on === 'segment' &&
      !builtInSegment(trigger.segment) &&
      !(await exists(SEGMENT_KIND, trigger.segment))
    ) {
      details.push({ path: 'trigger.segment', message: `there is no segment "${trigger.segment}"` });
    }
    for (const [index, step] of steps.entries()) {
      const say = (name: string, message: string) => details.push({ path: `steps.${index}.${name}`, message });
      if (step.type === 'inApp' && !(await exists(ONSITE_CONTENT, step.content)))
        say('content', `there is no on-site content "${step.content}"`);
      if (step.type === 'landing' && !(await exists(LANDING_CONTENT, step.content)))
        say('content', `there is no landing page "${step.content}"`);
      if (step.type === 'message' && !(await exists(TEMPLATE, step.templateId)))
        say('templateId', `there is no template "${step.templateId}"`);
      if (step.type === 'webhook' && !(await exists(WEBHOOK, step.webhook)))
        say('webhook', `there is no webhook "${step.webhook}"`);
      if (step.type === 'coupon' && !(await exists(COUPON_POOL, step.pool)))
        say('pool', `there is no coupon pool "${step.pool}"`);
    }
    return details;
  };

  const started = async (journeyId: string): Promise<JourneyState> => {
    const state = await journeys.state(journeyId);
    if (state) return state;
    throw new DangolError('conflict', `The journey "${journeyId}" was never started; start it first.`);
  };

  /** Lets people in with the newest version; those inside older ones finish on theirs. Throws `preflight_failed`. */
  const start = async ({ id, version, body, archived }: Definition, by: string | undefined): Promise<JourneyState> => {
    if (archived) throw new DangolError('conflict', `The journey "${id}" is archived.`);
    const journey = journeySchema.parse(body);
    const details = await missing(journey);
    const [first] = details;
    if (first) throw new DangolError('preflight_failed', `The journey cannot start: ${first.message}.`, { details });
    const before = await journeys.state(id);
    if (before?.status === 'running' && before.version === version) return before;
    // Before anybody can be inside: what nobody waits for is told in vain, what is not told is missed.
    await journeys.watch(id, signalsOf(journey));
    const {
      revision: _revision,
      updatedAt: _updatedAt,
      ...kept
    } = before ?? {
      revision: 0,
      updatedAt: '',
      journeyId: id,
      startedAt: toIso(clock()),
    };
    return journeys.putState({ ...kept, status: 'running', version, ...(by === undefined ? {} : { by }) }, before);
  };

  const FROM: Readonly<Record<JourneyStatus, readonly JourneyStatus[]>> = {
    running: ['paused', 'draining'],
    paused: ['running', 'draining'],
    draining: ['running', 'paused'],
    stopped: ['running', 'paused', 'draining'],
  };

  /** Moves a started journey. `stopped` ends everybody inside when they are next looked at. */
  const move = async (journeyId: string, to: JourneyStatus, by: string | undefined): Promise<JourneyState> => {
    const before = await started(journeyId);
    if (before.status === to) return before;
    if (!FROM[to].includes(before.status)) {
      throw new DangolError(
        'conflict',
        `The journey "${journeyId}" is ${before.status}; it cannot become ${to}. Start it again.`,
      );
    }
    const { revision: _revision, updatedAt: _updatedAt, ...kept } = before;
    const stopped = to === 'stopped' ? { stoppedAt: toIso(clock()) } : {};
    return journeys.putState({ ...kept, ...stopped, status: to, ...(by === undefined ? {} : { by }) }, before);
  };

  /** From their next step on, people inside older versions take the steps of the one that people enter. Throws `invalid`. */
  const migrate = async (
    journeyId: string,
    steps: Readonly<Record<string, string>>,
    by: string | undefined,
  ): Promise<JourneyState> => {
    const before = await started(journeyId);
    const target = await journeys.version(journeyId, before.version);
    const details = Object.entries(steps)
      .filter(([, to]) => stepOf(target, to) === undefined)
      .map(([from, to]) => ({ path: `steps.${from}`, message: `version ${before.version} has no step "${to}"` }));
    const [first] = details;
    if (first) throw new DangolError('invalid', `Nobody can migrate there: ${first.message}.`, { details });
    const { revision: _revision, updatedAt: _updatedAt, ...kept } = before;
    const migration = { to: before.version, at: toIso(clock()), steps: { ...steps } };
    return journeys.putState({ ...kept, migration, ...(by === undefined ? {} : { by }) }, before);
  };

  return { start, move, migrate };
};
