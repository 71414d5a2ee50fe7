import { josa } from '../platform/josa.ts';
import type { Language } from '../scoring/churn-flag.ts';
import { englishEvent } from '../segments/clause-en.ts';
import { koreanEvent } from '../segments/clause-ko.ts';
import { describe } from '../segments/describe.ts';
import type { Names } from '../segments/topic.ts';
import type { Journey } from './journey.ts';
import { following } from './journey.ts';
import { goesOn, type OwnOutcome, type Step } from './step.ts';
import type { MessageOutcome } from './trigger.ts';

/** What ids are called; whatever has no name is said by its id. */
export interface JourneyNames extends Names {
  readonly template: (id: string) => string | undefined;
}

type Trigger = Journey['trigger'];
type Span = Extract<Step, { readonly type: 'wait' }>['for'];
type Conditions = Extract<Trigger, { readonly on: 'event' }>['where'];

const UNITS = [
  ['days', '일', 'day'],
  ['hours', '시간', 'hour'],
  ['minutes', '분', 'minute'],
] as const;

const WEEKDAYS = { ko: '월화수목금토일', en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] } as const;

const OUTCOMES: Readonly<Record<MessageOutcome, readonly [ko: string, en: string]>> = {
  delivered: ['도착', 'was delivered'],
  opened: ['열어 봄', 'was opened'],
  clicked: ['눌러 봄', 'was clicked'],
  bounced: ['반송', 'bounced'],
  complained: ['스팸 신고', 'was reported as spam'],
  unsubscribed: ['수신거부', 'led to an unsubscribe'],
  failed: ['발송 실패', 'failed'],
};

/** `2일 3시간`, `2 days 3 hours` */
export const describeSpan = (span: Span, language: Language): string =>
  UNITS.flatMap(([unit, ko, en]) => {
    const amount = span[unit] ?? 0;
    if (amount === 0) return [];
    return [language === 'ko' ? `${amount}${ko}` : `${amount} ${en}${amount === 1 ? '' : 's'}`];
  }).join(' ');

const eventText = (event: string, where: Conditions, language: Language): string => {
  const leaf = { event, ...(where ? { where } : {}) };
  return language === 'ko' ? koreanEvent(leaf) : englishEvent(leaf).replace(/,$/, '');
};

const segmentText = (id: string, language: Language, names: Names): string => {
  const name = names.segment(id) ?? id;
  return language === 'ko' ? `‘${name}’` : `“${name}”`;
};

const dateText = (trigger: Extract<Trigger, { readonly on: 'date' }>, language: Language): string => {
  const { trait, offsetDays, at, everyYear } = trigger;
  const days = Math.abs(offsetDays);
  if (language === 'ko') {
    const when = offsetDays === 0 ? '날' : offsetDays < 0 ? `${days}일 전` : `${days}일 뒤`;
    return `${everyYear ? '해마다 ' : ''}‘${trait}’의 ${when} ${at}에 시작합니다.`;
  }
  const when = offsetDays === 0 ? 'On' : offsetDays < 0 ? `${days} days before` : `${days} days after`;
  return `${when} “${trait}”${everyYear ? ' every year' : ''}, at ${at}.`;
};

/** What starts the journey, in one sentence. */
export const describeTrigger = (trigger: Trigger, language: Language, names: JourneyNames): string => {
  const ko = language === 'ko';
  switch (trigger.on) {
    case 'event': {
      const event = eventText(trigger.event, trigger.where, language);
      return ko ? `${event} 이벤트가 들어오면 시작합니다.` : `When ${event} comes in.`;
    }
    case 'segment': {
      const segment = segmentText(trigger.segment, language, names);
      if (ko) return `${segment} 세그먼트에${trigger.move === 'entered' ? ' 들어오면' : '서 나가면'} 시작합니다.`;
      return `When the person ${trigger.move === 'entered' ? 'enters' : 'leaves'} the segment ${segment}.`;
    }
    case 'trait':
      return ko
        ? `특성 ${josa(`‘${trigger.trait}’`, '이/가')} 바뀌면 시작합니다.`
        : `When the trait “${trigger.trait}” changes.`;
    case 'date':
      return dateText(trigger, language);
    case 'message': {
      const [said, english] = OUTCOMES[trigger.outcome];
      const of = trigger.campaign === undefined ? undefined : (names.campaign(trigger.campaign) ?? trigger.campaign);
      if (ko) return `${of === undefined ? '어느 메시지든' : `‘${of}’ 메시지의`} 결과가 ‘${said}’이면 시작합니다.`;
      return `When ${of === undefined ? 'any message' : `the message “${of}”`} ${english}.`;
    }
    default:
      return ko ? 'API가 부를 때 시작합니다.' : 'When the API says so.';
  }
};

/** How often one person may start, in one sentence. */
export const describeEntry = (entry: Journey['entry'], language: Language): string => {
  const ko = language === 'ko';
  switch (entry.rule) {
    case 'once':
      return ko ? '한 사람이 한 번만 들어옵니다.' : 'Once per person.';
    case 'everyDays':
      return ko ? `${entry.days}일이 지나면 다시 들어올 수 있습니다.` : `Again after ${entry.days} days.`;
    case 'perObject':
      return ko ? `‘${entry.property}’마다 한 번 들어옵니다.` : `Once for each “${entry.property}”.`;
    default:
      return ko ? '일어날 때마다 들어옵니다.' : 'Each time it happens.';
  }
};

const outcomeText = ({ step, is }: OwnOutcome, language: Language): string =>
  language === 'ko' ? `‘${step}’ 메시지가 ${OUTCOMES[is][0]}` : `the message “${step}” ${OUTCOMES[is][1]}`;

const awaitedText = (step: Extract<Step, { readonly type: 'waitFor' }>, language: Language): string => {
  const { event, where, message } = step.for;
  if (message) return outcomeText(message, language);
  return eventText(event ?? '', where, language);
};

const describeWaitUntil = ({ at, weekdays }: Extract<Step, { readonly type: 'waitUntil' }>, language: Language) => {
  const days = weekdays?.map((day) => WEEKDAYS[language][day - 1] ?? '');
  if (language === 'ko') return `그 사람의 시계로 ${days ? `${days.join('·')}요일 ` : ''}${at}까지 기다립니다.`;
  return `Wait until ${at}${days ? ` on ${days.join(', ')}` : ''} by the person’s clock.`;
};

const quoted = (text: string, language: Language): string => (language === 'ko' ? `‘${text}’` : `“${text}”`);

/** What a step does, in one sentence; where it leads is `waysOf`. */
export const describeStep = (step: Step, language: Language, names: JourneyNames): string => {
  const ko = language === 'ko';
  const say = (korean: string, english: string): string => (ko ? korean : english);
  switch (step.type) {
    case 'wait':
      return say(`${describeSpan(step.for, language)} 기다립니다.`, `Wait ${describeSpan(step.for, language)}.`);
    case 'waitUntil':
      return describeWaitUntil(step, language);
    case 'waitRepurchase': {
      const span = describeSpan(step.ifUnknown, language);
      return say(
        `산 상품을 다시 살 때까지 기다립니다. 언제인지 모르면 ${span} 기다립니다.`,
        `Wait until what was bought is bought again, ${span} where nobody knows when.`,
      );
    }
    case 'waitFor': {
      const what = awaitedText(step, language);
      const span = describeSpan(step.within, language);
      return say(`${what}: 길어야 ${span} 기다립니다.`, `Wait for ${what}, ${span} at most.`);
    }
    case 'branch':
      return say('조건에 따라 나뉩니다.', 'Goes by condition.');
    case 'split':
      return say('정한 비율로 나뉩니다.', 'Goes by chance.');
    case 'experiment':
      return say('비율로 나누어 견주어 봅니다.', 'Goes by chance, and the report compares.');
    case 'message': {
      if (step.templateId === '') return say('메시지를 보냅니다.', 'Send a message.');
      const template = quoted(names.template(step.templateId) ?? step.templateId, language);
      return say(`${template} 메시지를 보냅니다.`, `Send ${template}.`);
    }
    case 'updateTrait': {
      const value = typeof step.value === 'object' ? step.value.property : String(step.value);
      const [trait, shown] = [quoted(step.trait, language), quoted(value, language)];
      return say(`특성 ${trait}에 ${shown} 값을 적습니다.`, `Set the trait ${trait} to ${shown}.`);
    }
    case 'coupon':
      return say(`${quoted(step.pool, language)} 쿠폰을 줍니다.`, `Give a coupon of ${quoted(step.pool, language)}.`);
    case 'task':
      return say(
        `할 일 ${josa(quoted(step.title, language), '을/를')} 만듭니다.`,
        `Open the task ${quoted(step.title, language)}.`,
      );
    case 'webhook':
      return say(
        `웹훅 ${josa(quoted(step.webhook, language), '을/를')} 부릅니다.`,
        `Call the webhook ${quoted(step.webhook, language)}.`,
      );
    case 'inApp': {
      const span = describeSpan(step.showFor, language);
      const content = quoted(step.content, language);
      return say(
        `${josa(content, '을/를')} 사이트에서 ${span} 동안 보여 줍니다.`,
        `Show ${content} on the site for ${span}.`,
      );
    }
    case 'landing': {
      const [content, span] = [quoted(step.content, language), describeSpan(step.openFor, language)];
      return say(
        `한 사람만을 위한 ${content} 페이지를 만들어 ${span} 동안 엽니다.`,
        `Make the page ${content} for this person alone, open for ${span}.`,
      );
    }
    case 'goal':
      return say('목표에 닿은 것으로 셉니다.', 'Count as one who got there.');
    case 'exit':
      return say('여기서 나갑니다.', 'Leave here.');
  }
};

/** `3. 1시간 기다립니다`: a step by its number and its name, or what it does; nothing for a step that is not in the list. */
export const placeOf = (
  { steps }: Pick<Journey, 'steps'>,
  id: string | undefined,
  language: Language,
  names: JourneyNames,
): string | undefined => {
  const index = steps.findIndex((step) => step.id === id);
  const step = steps[index];
  return step && `${index + 1}. ${step.name ?? describeStep(step, language, names).replace(/\.$/, '')}`;
};

/** One way on from a step: when it is taken, and the step it leads to; none is the end. */
export interface Way {
  readonly when: string;
  readonly to: string | undefined;
}

const percent = (share: number, all: readonly { readonly share: number }[]): string =>
  `${Math.round((1_000 * share) / all.reduce((sum, one) => sum + one.share, 0)) / 10} %`;

/** Ways on from a step, in the order in which they are tried. One that only follows the list is told without a condition. */
export const waysOf = (
  journey: Pick<Journey, 'steps'>,
  step: Step,
  language: Language,
  names: JourneyNames,
): readonly Way[] => {
  const say = (korean: string, english: string): string => (language === 'ko' ? korean : english);
  const after = following(journey, step.id);
  const rest = (to: string | undefined): Way => ({ when: say('나머지', 'otherwise'), to });
  switch (step.type) {
    case 'branch':
      return [
        ...step.branches.map(({ if: rule, outcome, to }) => ({
          when: outcome ? outcomeText(outcome, language) : rule ? describe(rule, language, names) : '',
          to,
        })),
        rest(step.otherwise ?? after),
      ];
    case 'split':
      return step.paths.map(({ share, to }) => ({ when: percent(share, step.paths), to }));
    case 'experiment':
      return step.arms.map(({ arm, share, to }) => ({ when: `${arm}, ${percent(share, step.arms)}`, to }));
    case 'waitFor': {
      const next = step.next ?? after;
      const otherwise = step.otherwise ?? next;
      if (next === otherwise) return [{ when: '', to: next }];
      return [
        { when: say('그렇게 되면', 'if it happens'), to: next },
        { when: say('안 되면', 'if not'), to: otherwise },
      ];
    }
    case 'exit':
      return [];
    default: {
      const onward = { when: '', to: goesOn(step) ? after : step.next };
      const refused =
        'otherwise' in step && step.otherwise !== undefined
          ? [{ when: say('할 수 없으면', 'if it is refused'), to: step.otherwise }]
          : [];
      if (!('fallback' in step) || !step.fallback) return [onward, ...refused];
      const span = describeSpan(step.fallback.after, language);
      const lost = say(`반송되거나 ${span} 안에 도착하지 않으면`, `if it bounced or was not delivered within ${span}`);
      return [onward, { when: lost, to: step.fallback.to }];
    }
  }
};
