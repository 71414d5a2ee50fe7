import type { Comparison, Operators } from '../events/condition.ts';
import type { ConsentLeaf, EventLeaf, Leaf, MessageLeaf, Within } from './leaf.ts';
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

/** A clause about people: `who` or `whose`, and what follows if it is said and if it is denied. */
export interface EnglishClause {
  readonly who: 'who' | 'whose';
  readonly on: string;
  readonly off: string;
}

const who = (on: string, off: string): EnglishClause => ({ who: 'who', on, off });

export const denied = (clause: EnglishClause): EnglishClause => ({ ...clause, on: clause.off, off: clause.on });

const number = (value: number): string => numberText(value, 'en');

const compared = ({ gte, gt, lte, lt, eq }: Comparison): string => {
  if (gte !== undefined) return `at least ${number(gte)}`;
  if (gt !== undefined) return `more than ${number(gt)}`;
  if (lte !== undefined) return `at most ${number(lte)}`;
  if (lt !== undefined) return `less than ${number(lt)}`;
  return `exactly ${number(eq ?? 0)}`;
};

const times = (comparison: Comparison): string => `${compared(comparison)} times`.replace(/\b1 times$/, '1 time');
const days = (comparison: Comparison): string => `${compared(comparison)} days`.replace(/\b1 days$/, '1 day');

/** A date in an operator is the moment at which it begins. */
const moment = (iso: string): string => (iso.includes('T') ? iso : `the start of ${iso}`);

const operatorClause = ({ name, say }: Topic, operators: Operators): EnglishClause => {
  const { is, isNot, notIn, gt, gte, lt, lte, contains, startsWith, endsWith, before, after, exists } = operators;
  const whose = (on: string, off: string): EnglishClause => ({
    who: 'whose',
    on: `${name} ${on}`,
    off: `${name} ${off}`,
  });
  const be = (text: string): EnglishClause => whose(`is ${text}`, `is not ${text}`);
  const has = (verb: string, value: string): EnglishClause => whose(`${verb}s ${value}`, `does not ${verb} ${value}`);
  if (is !== undefined) return be(say(is));
  if (isNot !== undefined) return denied(be(say(isNot)));
  if (operators.in !== undefined) return be(`one of ${listText(operators.in, say, 'en')}`);
  if (notIn !== undefined) return denied(be(`one of ${listText(notIn, say, 'en')}`));
  if (gt !== undefined) return be(`more than ${say(gt)}`);
  if (gte !== undefined) return be(`${say(gte)} or more`);
  if (lt !== undefined) return be(`less than ${say(lt)}`);
  if (lte !== undefined) return be(`${say(lte)} or less`);
  if (contains !== undefined) return has('contain', say(contains));
  if (startsWith !== undefined)
    return whose(`begins with ${say(startsWith)}`, `does not begin with ${say(startsWith)}`);
  if (endsWith !== undefined) return has('end', `with ${say(endsWith)}`);
  if (before !== undefined) return be(`before ${moment(before)}`);
  if (after !== undefined) return be(`after ${moment(after)}`);
  return exists === false ? denied(be('known')) : be('known');
};

const windowText = (within: Within | undefined): string => {
  if (!within) return '';
  if ('from' in within) return ` from ${within.from} to ${within.to}`;
  return within.days === 1 ? ' today' : ` in the last ${number(within.days)} days`;
};

/** An event with what is asked of its properties: `“Product Added” where category is “tea”,` */
export const englishEvent = (leaf: Pick<EventLeaf, 'event' | 'where'>): string => {
  const conditions = (leaf.where ?? []).map((one) => operatorClause(propertyTopic(one.property, 'en'), one).on);
  const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')},`;
  return `${quoted(leaf.event, 'en')}${where}`;
};

const eventClause = (leaf: EventLeaf): EnglishClause => {
  const window = windowText(leaf.within);
  const event = englishEvent(leaf);
  if (leaf.sum) {
    const subject = `sum of ${propertyTopic(leaf.sum.property, 'en').name} over ${event}${window}`;
    const value = compared(leaf.sum);
    return { who: 'whose', on: `${subject} is ${value}`, off: `${subject} is not ${value}` };
  }
  const rest = `${event} ${times(leaf.count ?? { gte: 1 })}${window}`;
  return who(`did ${rest}`, `did not do ${rest}`);
};

const OUTCOMES: Readonly<Record<MessageLeaf['message']['outcome'], readonly [string, string]>> = {
  received: ['received', 'receive'],
  opened: ['opened', 'open'],
  clicked: ['clicked', 'click'],
  ignored: ['ignored', 'ignore'],
};

const messageClause = ({ message, count, within }: MessageLeaf, names: Names): EnglishClause => {
  const { campaign, channel, outcome, inARow } = message;
  const kind = channel === undefined ? '' : ` ${CHANNEL_NAMES[channel].en}`;
  const from = campaign === undefined ? '' : ` of the campaign ${quoted(names.campaign(campaign) ?? campaign, 'en')}`;
  const rest = `our${kind} messages${from} ${times(count ?? { gte: 1 })}${inARow ? ' in a row' : ''}${windowText(within)}`;
  const [past, base] = OUTCOMES[outcome];
  return who(`${past} ${rest}`, `did not ${base} ${rest}`);
};

const PURPOSES = { ad: 'ads', info: 'information', night: 'ads at night' } as const;

const consentClause = ({ consent, purpose, is, topic, daysAgo, reconfirmInDays }: ConsentLeaf): EnglishClause => {
  const about = topic === undefined ? '' : ` about ${quoted(topic, 'en')}`;
  const what = `${PURPOSES[purpose]}${about} by ${CHANNEL_NAMES[consent].en}`;
  if (!daysAgo && !reconfirmInDays) {
    const agreed = who(`agree to ${what}`, `do not agree to ${what}`);
    return is ? agreed : denied(agreed);
  }
  const more = [
    ...(daysAgo ? [`said ${days(daysAgo)} ago`] : []),
    ...(reconfirmInDays ? [`to be confirmed again in ${days(reconfirmInDays)}`] : []),
  ];
  const said = `${is ? 'a consent to' : 'a refusal of'} ${what} (${more.join(', ')})`;
  return who(`have ${said}`, `do not have ${said}`);
};

const percent = (share: number): string => `${number(Math.round(share * 1e8) / 1e6)}%`;

export const englishClause = (leaf: Leaf, names: Names): EnglishClause => {
  if ('trait' in leaf) return operatorClause(traitTopic(leaf.trait, 'en'), leaf);
  if ('computed' in leaf) return operatorClause(computedTopic(leaf.computed, 'en', names), leaf);
  if ('score' in leaf) return operatorClause(scoreTopic(leaf.score, 'en'), leaf);
  if ('event' in leaf) return eventClause(leaf);
  if ('message' in leaf) return messageClause(leaf, names);
  if ('date' in leaf) {
    const name = dateName(leaf.date, 'en', names);
    const subject = leaf.everyYear ? `yearly ${name}` : name;
    const value = days(leaf.inDays);
    return { who: 'whose', on: `${subject} is ${value} ahead`, off: `${subject} is not ${value} ahead` };
  }
  if ('consent' in leaf) return consentClause(leaf);
  if ('reachable' in leaf) {
    const way = `be sent ads by ${CHANNEL_NAMES[leaf.reachable].en}`;
    return who(`can ${way}`, `cannot ${way}`);
  }
  if ('segment' in leaf) {
    const name = quoted(names.segment(leaf.segment) ?? leaf.segment, 'en');
    return who(`are in the segment ${name}`, `are not in the segment ${name}`);
  }
  const { salt, from, to } = leaf.bucket;
  const share = `the random share ${quoted(salt, 'en')} from ${percent(from)} to below ${percent(to)}`;
  return who(`are in ${share}`, `are not in ${share}`);
};
