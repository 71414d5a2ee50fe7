import * as z from 'zod';
import { DangolError, quote } from '../platform/errors.ts';

/** Campaign ids stand in provider tags and links, where only these signs are safe. */
export const campaignIdSchema = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 characters of a-z, 0-9 and -, such as winback-2026-11');

/** Place of one person in a campaign's frozen audience: chunk `chunk` of bucket `bucket`, position `index`. */
export interface MessageRef {
  readonly campaignId: string;
  /** Two digits. */
  readonly bucket: string;
  readonly chunk: number;
  readonly index: number;
  /** Which of its ways a message took, where it has several; absent on the first. */
  readonly link?: number | undefined;
}

/** `<campaignId>_<bucket>_<chunk>_<index>`, and `_<link>` behind it on another way than the first: fits SES tag values and names nobody. */
export const makeRef = ({ campaignId, bucket, chunk, index, link }: MessageRef): string =>
  `${campaignId}_${bucket}_${chunk}_${index}${link ? `_${link}` : ''}`;

/** The reference of the same message by another of its ways. */
export const wayRef = (ref: string, link: number): string => makeRef({ ...parseRef(ref), link });

/** Ids of single messages begin with a capital letter, which no campaign's id has. */
export const SINGLE_MESSAGE = /^M[0-9a-f]{32}$/;

const PATTERN = /^([a-z0-9-]{1,40}|M[0-9a-f]{32})_(\d{2})_(\d{1,6})_(\d{1,4})(?:_([1-9]))?$/;

export const tryParseRef = (text: string): MessageRef | undefined => {
  const [, campaignId, bucket, chunk, index, link] = PATTERN.exec(text) ?? [];
  if (campaignId === undefined || bucket === undefined) return undefined;
  const place = { campaignId, bucket, chunk: Number(chunk), index: Number(index) };
  return link === undefined ? place : { ...place, link: Number(link) };
};

/** Throws `invalid_request`: only for refs that came out of a signature or our own tables. */
export const parseRef = (text: string): MessageRef => {
  const ref = tryParseRef(text);
  if (ref) return ref;
  throw new DangolError(
    'invalid_request',
    `Message reference ${quote(text)} is not of the form <campaign>_<bucket>_<chunk>_<index>, or that and _<way>.`,
  );
};
