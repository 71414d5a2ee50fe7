import * as z from 'zod';

/** Letters that Kakao takes in one AlimTalk, filled (Solapi status code 1031). */
const MOST = 1_000;

/**
 * AlimTalk that a text goes out as to Korean numbers: a template which Kakao has approved, and the Liquid that fills its variables. Kakao takes no
 * ads; the words, buttons included, are those that were registered.
 */
export const alimtalkSchema = z.strictObject({
  /** Id at Solapi. */
  templateId: z.string().regex(/^[A-Za-z0-9_-]{4,64}$/, 'must be the id of the registered template'),
  variables: z
    .record(
      z.string().regex(/^#\{[^{}.]{1,40}\}$/, 'must be a variable such as #{이름}, without a full stop'),
      z.string().min(1).max(500),
    )
    .default({}),
});

/** What is handed over in place of the text. */
export interface FilledAlimtalk {
  /** The sender's Kakao channel (pfId). */
  readonly channelId: string;
  readonly templateId: string;
  readonly variables: Readonly<Record<string, string>>;
}

export interface AlimtalkSize {
  readonly encoding: 'AlimTalk';
  /** Letters that fill the variables. */
  readonly length: number;
  readonly parts: 1;
}

/** Nothing if it is too long for Kakao. */
export const alimtalkSize = ({ variables }: FilledAlimtalk): AlimtalkSize | undefined => {
  const length = [...Object.values(variables).join('')].length;
  return length > MOST ? undefined : { encoding: 'AlimTalk', length, parts: 1 };
};
