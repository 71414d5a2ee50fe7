import type { Comparison, Operators } from '../events/condition.ts';
import { josa } from '../platform/josa.ts';
import type { Channel, ConsentLeaf, EventLeaf, Leaf, MessageLeaf, Within } from './leaf.ts';
import { CHANNEL_NAMES } from './names.ts';
import {
  computedTopic,
  dateName,
  listText,
  type Names,
  numberText,
  propertyTopic,
  quoted,
  scoreTopic,
  type Topic,
  traitTopic,
} from './topic.ts';

/** A predicate before a noun (한), before “and” (했고), before “or” (했거나), and at the end (했습니다). */
export type Forms = readonly [noun: string, and: string, or: string, end: string];

export interface KoreanClause {
  readonly on: Forms;
  readonly off: Forms;
}

const verb = (text: string, on: Forms, off: Forms): KoreanClause => {
  const [noun, and, or, end] = on;
  const [noNoun, noAnd, noOr, noEnd] = off;
  return {
    on: [`${text} ${noun}`, `${text} ${and}`, `${text} ${or}`, `${text} ${end}`],
    off: [`${text} ${noNoun}`, `${text} ${noAnd}`, `${text} ${noOr}`, `${text} ${noEnd}`],
  };
};

const DO: Forms = ['한', '했고', '했거나', '했습니다'];
const DO_NOT: Forms = ['하지 않은', '하지 않았고', '하지 않았거나', '하지 않았습니다'];
const HAVE: Forms = ['있는', '있고', '있거나', '있습니다'];
const HAVE_NOT: Forms = ['없는', '없고', '없거나', '없습니다'];

/** `…하는`, `…하지 않는`: the present, of a stem that ends in a vowel or ㄹ. */
const present = (text: string, forms: Forms, stem: string): KoreanClause =>
  verb(text, forms, [`${stem}지 않는`, `${stem}지 않고`, `${stem}지 않거나`, `${stem}지 않습니다`]);

/** `…인`, `…이 아닌`. */
const isClause = (subject: string, word: string): KoreanClause => {
  const not = `${subject} ${josa(word, '이/가')}`;
  const yes = `${subject} ${word}`;
  return {
    on: [`${yes}인`, `${yes}이고`, `${yes}이거나`, `${yes}입니다`],
    off: [`${not} 아닌`, `${not} 아니고`, `${not} 아니거나`, `${not} 아닙니다`],
  };
};

export const opposite = ({ on, off }: KoreanClause): KoreanClause => ({ on: off, off: on });

const number = (value: number): string => numberText(value, 'ko');

const compared = ({ gte, gt, lte, lt, eq }: Comparison, unit: string): string => {
  if (gte !== undefined) return `${number(gte)}${unit} 이상`;
  if (gt !== undefined) return `${number(gt)}${unit} 초과`;
  if (lte !== undefined) return `${number(lte)}${unit} 이하`;
  if (lt !== undefined) return `${number(lt)}${unit} 미만`;
  return `정확히 ${number(eq ?? 0)}${unit}`;
};

/** A date in an operator is the moment at which it begins. */
const moment = (iso: string): string => (iso.includes('T') ? iso : `${iso} 0시`);

const operatorClause = ({ name, say }: Topic, operators: Operators): KoreanClause => {
  const subject = josa(name, '이/가');
  const { is, isNot, notIn, gt, gte, lt, lte, contains, startsWith, endsWith, before, after, exists } = operators;
  if (is !== undefined) return isClause(subject, say(is));
  if (isNot !== undefined) return opposite(isClause(subject, say(isNot)));
  if (operators.in !== undefined) return isClause(subject, `${listText(operators.in, say, 'ko')} 가운데 하나`);
  if (notIn !== undefined) return opposite(isClause(subject, `${listText(notIn, say, 'ko')} 가운데 하나`));
  if (gt !== undefined) return isClause(subject, `${say(gt)} 초과`);
  if (gte !== undefined) return isClause(subject, `${say(gte)} 이상`);
  if (lt !== undefined) return isClause(subject, `${say(lt)} 미만`);
  if (lte !== undefined) return isClause(subject, `${say(lte)} 이하`);
  if (contains !== undefined) {
    const held: Forms = ['들어 있는', '들어 있고', '들어 있거나', '들어 있습니다'];
    return present(`${name}에 ${josa(say(contains), '이/가')}`, held, '들어 있');
  }
  if (startsWith !== undefined) {
    const forms: Forms = ['시작하는', '시작하고', '시작하거나', '시작합니다'];
    return present(`${subject} ${josa(say(startsWith), '으로/로')}`, forms, '시작하');
  }
  if (endsWith !== undefined) {
    const forms: Forms = ['끝나는', '끝나고', '끝나거나', '끝납니다'];
    return present(`${subject} ${josa(say(endsWith), '으로/로')}`, forms, '끝나');
  }
  if (before !== undefined) return isClause(subject, `${moment(before)} 전`);
  if (after !== undefined) return isClause(subject, `${moment(after)} 뒤`);
  const known = verb(
    subject,
    ['알려진', '알려졌고', '알려졌거나', '알려졌습니다'],
    ['알려지지 않은', '알려지지 않았고', '알려지지 않았거나', '알려지지 않았습니다'],
  );
  return exists === false ? opposite(known) : known;
};

const windowText = (within: Within | undefined): string => {
  if (!within) return '';
  if ('from' in within) return `${within.from}부터 ${within.to}까지 `;
  return within.days === 1 ? '오늘 ' : `최근 ${number(within.days)}일 동안 `;
};

/** An event with what is asked of its properties: `category가 ‘차’인 ‘Product Added’` */
export const koreanEvent = (leaf: Pick<EventLeaf, 'event' | 'where'>): string => {
  const conditions = (leaf.where ?? []).map((one) => operatorClause(propertyTopic(one.property, 'ko'), one));
  const where = conditions.map(({ on }, index) => `${on[index < conditions.length - 1 ? 1 : 0]} `).join('');
  return `${where}${quoted(leaf.event, 'ko')}`;
};

const eventClause = (leaf: EventLeaf): KoreanClause => {
  const event = `${windowText(leaf.within)}${koreanEvent(leaf)}`;
  if (leaf.sum) {
    const { property } = leaf.sum;
    const subject = `${event}의 ${propertyTopic(property, 'ko').name} 합계가`;
    return isClause(subject, compared(leaf.sum, ''));
  }
  return verb(`${josa(event, '을/를')} ${compared(leaf.count ?? { gte: 1 }, '번')}`, DO, DO_NOT);
};

const OUTCOMES: Readonly<Record<MessageLeaf['message']['outcome'], readonly [Forms, Forms]>> = {
  received: [
    ['받은', '받았고', '받았거나', '받았습니다'],
    ['받지 않은', '받지 않았고', '받지 않았거나', '받지 않았습니다'],
  ],
  opened: [
    ['연', '열었고', '열었거나', '열었습니다'],
    ['열지 않은', '열지 않았고', '열지 않았거나', '열지 않았습니다'],
  ],
  clicked: [
    ['클릭한', '클릭했고', '클릭했거나', '클릭했습니다'],
    ['클릭하지 않은', '클릭하지 않았고', '클릭하지 않았거나', '클릭하지 않았습니다'],
  ],
  ignored: [
    ['무시한', '무시했고', '무시했거나', '무시했습니다'],
    ['무시하지 않은', '무시하지 않았고', '무시하지 않았거나', '무시하지 않았습니다'],
  ],
};

const messageClause = ({ message, count, within }: MessageLeaf, names: Names): KoreanClause => {
  const { campaign, channel, outcome, inARow } = message;
  const from = campaign === undefined ? '' : `캠페인 ${quoted(names.campaign(campaign) ?? campaign, 'ko')}의 `;
  const what = channel === undefined ? '메시지를' : `${CHANNEL_NAMES[channel].ko} 메시지를`;
  const text = `${windowText(within)}${from}${what} ${inARow ? '연달아 ' : ''}${compared(count ?? { gte: 1 }, '번')}`;
  return verb(text, ...OUTCOMES[outcome]);
};

const PURPOSES = { ad: '광고', info: '정보', night: '야간 광고' } as const;

const consentClause = ({ consent, purpose, is, topic, daysAgo, reconfirmInDays }: ConsentLeaf): KoreanClause => {
  const about = topic === undefined ? '' : `(주제 ${quoted(topic, 'ko')})`;
  const what = `${CHANNEL_NAMES[consent].ko} ${PURPOSES[purpose]}${about} 수신`;
  if (!daysAgo && !reconfirmInDays) {
    const agreed = verb(`${what} 동의가`, HAVE, HAVE_NOT);
    return is ? agreed : opposite(agreed);
  }
  const more = [
    ...(daysAgo ? [`그 뒤 지난 날 ${compared(daysAgo, '일')}`] : []),
    ...(reconfirmInDays ? [`재확인까지 남은 날 ${compared(reconfirmInDays, '일')}`] : []),
  ];
  return verb(`${what} ${is ? '동의' : '거부'}(${more.join(', ')})가`, HAVE, HAVE_NOT);
};

const reachClause = (channel: Channel): KoreanClause =>
  verb(`${josa(CHANNEL_NAMES[channel].ko, '으로/로')} 광고를 보낼 수`, HAVE, HAVE_NOT);

const percent = (share: number): string => `${number(Math.round(share * 1e8) / 1e6)}%`;

export const koreanClause = (leaf: Leaf, names: Names): KoreanClause => {
  if ('trait' in leaf) return operatorClause(traitTopic(leaf.trait, 'ko'), leaf);
  if ('computed' in leaf) return operatorClause(computedTopic(leaf.computed, 'ko', names), leaf);
  if ('score' in leaf) return operatorClause(scoreTopic(leaf.score, 'ko'), leaf);
  if ('event' in leaf) return eventClause(leaf);
  if ('message' in leaf) return messageClause(leaf, names);
  if ('date' in leaf) {
    const name = dateName(leaf.date, 'ko', names);
    return isClause(`${leaf.everyYear ? `해마다 오는 ${name}` : name}까지 남은 날이`, compared(leaf.inDays, '일'));
  }
  if ('consent' in leaf) return consentClause(leaf);
  if ('reachable' in leaf) return reachClause(leaf.reachable);
  if ('segment' in leaf) {
    const name = quoted(names.segment(leaf.segment) ?? leaf.segment, 'ko');
    const belong: Forms = ['속한', '속하고', '속하거나', '속합니다'];
    const not: Forms = ['속하지 않은', '속하지 않고', '속하지 않거나', '속하지 않습니다'];
    return verb(`${name} 세그먼트에`, belong, not);
  }
  const { salt, from, to } = leaf.bucket;
  return present(
    `무작위 ${quoted(salt, 'ko')}의 ${percent(from)} 이상 ${percent(to)} 미만에`,
    ['드는', '들고', '들거나', '듭니다'],
    '들',
  );
};
