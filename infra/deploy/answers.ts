import { brandSchema } from '../../shared/settings/brand.ts';
import { checkOptions, OPTION_NAMES, type OptionName } from '../options.ts';

/** What a first run asks, beside the options of the stack. */
export interface Answers {
  readonly region: string;
  /** Options of the stack as text; checked by `checkOptions`. */
  readonly options: Readonly<Partial<Record<OptionName, string>>>;
  /** Domain that mails come from; no identity is made without one. */
  readonly senderDomain?: string;
  /** Name that receivers see; the console's default stays without one. */
  readonly brand?: string;
}

export type Flags = Readonly<Partial<Record<OptionName | 'region' | 'senderDomain' | 'brand', string>>>;

/** Asks a person; an empty answer takes `fallback`. */
export type Ask = (question: string, fallback: string) => Promise<string>;

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
const DOMAIN = /^(?=.{4,253}$)([a-z0-9](-?[a-z0-9])*\.)+[a-z]{2,}$/;

interface Question {
  readonly name: 'region' | 'senderDomain' | 'brand' | 'alarmMail' | 'stage';
  readonly text: string;
  readonly fallback: string;
  readonly refuses: (value: string) => string | undefined;
}

const fault = (run: () => unknown): string | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const QUESTIONS: readonly Question[] = [
  {
    name: 'region',
    text: 'Region, where people’s data will lie (Seoul keeps it in Korea)',
    fallback: 'ap-northeast-2',
    refuses: (value) => (REGION.test(value) ? undefined : `"${value}" is no region, such as ap-northeast-2`),
  },
  {
    name: 'stage',
    text: 'Stage: production keeps everything when it is deleted, any other word makes a stage that can be thrown away',
    fallback: 'production',
    refuses: (value) => fault(() => checkOptions({ stage: value })),
  },
  {
    name: 'senderDomain',
    text: 'Domain that mails will come from, such as shop.kr (empty: later)',
    fallback: '',
    refuses: (value) =>
      value === '' || DOMAIN.test(value) ? undefined : `"${value}" is no domain name, such as shop.kr`,
  },
  {
    name: 'brand',
    text: 'Name that receivers see as the sender (empty: later)',
    fallback: '',
    refuses: (value) => (value === '' ? undefined : brandSchema.shape.name.safeParse(value).error?.issues[0]?.message),
  },
  {
    name: 'alarmMail',
    text: 'Mail address that hears alarms (empty: nobody)',
    fallback: '',
    refuses: (value) => (value === '' ? undefined : fault(() => checkOptions({ alarmMail: value }))),
  },
];

/**
 * Flags first, then what a person answers; without a person to ask, what is left out takes its default.
 * @throws Error that names the flag or answer that is wrong and what is allowed
 */
export const collectAnswers = async (flags: Flags, ask: Ask | undefined): Promise<Answers> => {
  const given: Partial<Record<Question['name'], string>> = {};
  for (const { name, text, fallback, refuses } of QUESTIONS) {
    let value = flags[name];
    for (let tries = 0; value === undefined && ask && tries < 3; tries += 1) {
      const answer = (await ask(text, fallback)).trim() || fallback;
      const problem = refuses(answer);
      if (problem === undefined) value = answer;
      else await ask(`${problem}. Press return to answer again`, '');
    }
    value ??= fallback;
    const problem = refuses(value);
    if (problem !== undefined) throw new Error(`--${name}: ${problem}.`);
    given[name] = value;
  }
  const options = Object.fromEntries(
    OPTION_NAMES.flatMap((name) => {
      const value = name === 'stage' || name === 'alarmMail' ? given[name] : flags[name];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  checkOptions(options);
  return {
    region: given.region ?? '',
    options,
    ...(given.senderDomain ? { senderDomain: given.senderDomain } : {}),
    ...(given.brand ? { brand: given.brand } : {}),
  };
};
