import { eventItem } from '../events/event.ts';
import type { EventStore } from '../events/event-store.ts';
import { isPerson } from '../events/person.ts';
import { type Answer, type GivenAnswer, nextAnswer } from '../feedback/answer.ts';
import type { EngagedMessage } from '../feedback/engagement.ts';
import { findRow, type RecordDeps } from '../feedback/record-receipt.ts';
import { DAY, HOUR, toIso } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import type { createTasks } from '../tasks/create-task.ts';
import { type AskedSurvey, groupOf } from '../templates/survey.ts';
import { wayRef } from '../tracking/ref.ts';
import { journeyOfLedger, sourceOfLedger, trialOfLedger } from '../transactional/request.ts';
import type { AnswerStore } from './answer-store.ts';

export interface AnswerDeps extends Pick<RecordDeps, 'clock' | 'chunks' | 'feedback' | 'settings'> {
  readonly events: Pick<EventStore, 'append'>;
  readonly answers: Pick<AnswerStore, 'put' | 'isTold'>;
  readonly createTask: ReturnType<typeof createTasks>;
}

/** Later than this nobody answers what was asked, but something else. */
const OPEN_FOR = 90 * DAY;
/** Tries at one row while other feedback of the same message is written. */
const TRIES = 8;

export type AskedMessage = EngagedMessage & { readonly survey: AskedSurvey };

const hasSurvey = (row: EngagedMessage): row is AskedMessage => row.survey !== undefined;

/**
 * The message that a link's reference means, if it asked something: `over` when its time has passed. Of an erased person a row
 * remains under a stand-in, which nobody answers for.
 */
export const findAsked = async (
  deps: Pick<AnswerDeps, 'clock' | 'chunks' | 'feedback'>,
  ref: string,
): Promise<{ readonly row: AskedMessage; readonly over: boolean } | undefined> => {
  const row = await findRow(deps, ref);
  if (!row || !hasSurvey(row) || row.handedOverAt === undefined || !isPerson(row.customerId)) return undefined;
  return { row, over: deps.clock() > Date.parse(row.handedOverAt) + OPEN_FOR };
};

/** A trial is answered by people of the shop, and counts nowhere. */
export const isTrial = ({ campaignId }: EngagedMessage): boolean => trialOfLedger(campaignId) !== undefined;

const write = async (deps: AnswerDeps, found: AskedMessage, given: GivenAnswer): Promise<Answer> => {
  let row: EngagedMessage | undefined = found;
  for (let attempt = 0; attempt < TRIES && row; attempt++) {
    const answer = nextAnswer(row.answer, given, deps.clock());
    if (!answer) throw new DangolError('conflict', 'The answer to this message was changed too often.');
    if (answer === row.answer || (await deps.feedback.update(row, { set: { answer }, remove: [] }))) return answer;
    row = await deps.feedback.find(found.customerId, found.key);
  }
  throw new DangolError('unavailable', 'The message is being written by others; try again.');
};

/** The answer as events of the person: what was said, and the traits that rules and templates read. */
const tell = async ({ events, clock }: AnswerDeps, row: AskedMessage, answer: Answer): Promise<void> => {
  const { kind } = row.survey;
  const { score, comment, at, n } = answer;
  const group = groupOf(kind, score);
  const journey = journeyOfLedger(row.campaignId);
  // The same for every try of one answer, so that a press whose end nobody saw is told once.
  const messageId = `survey-${wayRef(row.ref, 0)}-${n}`;
  const base = { person: row.customerId, time: at, at, receivedAt: toIso(clock()), source: 'survey' } as const;
  const properties = {
    ...{ kind, score, group, message_id: row.ref, channel: row.channel },
    ...(journey ? { journey_id: journey.id, step: journey.step } : { campaign_id: row.campaignId }),
    ...(comment === undefined ? {} : { comment }),
    ...(n === 1 ? {} : { revision: n }),
  };
  const traits = { [`${kind}_score`]: score, [`${kind}_group`]: group, [`${kind}_at`]: at };
  await events.append(eventItem({ ...base, messageId, type: 'track', name: 'Survey Answered', body: { properties } }));
  await events.append(eventItem({ ...base, messageId: `${messageId}-traits`, type: 'identify', body: { traits } }));
};

const TASK = {
  ko: { title: '낮은 점수를 준 고객에게 연락', note: (score: number) => `${score}점과 의견을 남겼습니다.` },
  en: {
    title: 'Get in touch: a low score',
    note: (score: number) => `Answered ${score}, with a comment.`,
  },
} as const;

/** Who is unhappy and says why is a person's affair. The words stand with the answer, where they are masked for whom they have to be. */
const flag = async (deps: AnswerDeps, row: AskedMessage, { score, comment, at }: Answer): Promise<void> => {
  const { surveys, language } = await deps.settings();
  const isLow = ['detractor', 'dissatisfied'].includes(groupOf(row.survey.kind, score));
  if (!surveys.tasks || comment === undefined || !isLow) return;
  const words = TASK[language];
  await deps.createTask({
    ...{
      effectId: `survey ${wayRef(row.ref, 0)}`,
      title: words.title,
      note: words.note(score),
      customerId: row.customerId,
    },
    dueAt: toIso(Date.parse(at) + surveys.dueHours * HOUR),
    ...(surveys.assignee === null ? {} : { assignee: surveys.assignee }),
    source: { kind: 'message', id: sourceOfLedger(row.campaignId) },
  });
};

/**
 * Takes an answer in: the ledger row first, because counters and everything else follow from it; whatever fails after it is made up for by the
 * same answer again. Another answer replaces the one before. Throws `conflict` when it was changed too often, `unavailable`.
 */
export const answerSurvey = async (deps: AnswerDeps, row: AskedMessage, given: GivenAnswer): Promise<void> => {
  if (isTrial(row)) return;
  const answer = await write(deps, row, given);
  const { campaignId, customerId, key, expiresAt } = row;
  // A message is one, by whichever of its ways it is answered.
  const ref = wayRef(row.ref, 0);
  const { firstAt, n } = answer;
  const place = { campaignId, customerId, key, ref, firstAt, expiresAt };
  // Whoever presses the same again and again costs a read each.
  if (answer === row.answer && (await deps.answers.isTold(place, n))) return;
  await tell(deps, row, answer);
  await flag(deps, row, answer);
  await deps.answers.put(place, n);
};
