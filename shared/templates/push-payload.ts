import { byteLength } from '../platform/digest.ts';

/** Bytes of notification and data together (Firebase, ErrorCode INVALID_ARGUMENT: "4096 bytes for most messages"). */
export const PUSH_BYTES = 4_096;

/** Names in `data` that Firebase keeps for itself, and ours. */
const TAKEN = /^(?:from|gcm|google|message_type|collapse_key|dangol$|link$)/i;
export const isDataKey = (key: string): boolean => /^[A-Za-z][A-Za-z0-9_.-]{0,39}$/.test(key) && !TAKEN.test(key);

export interface PushContent {
  readonly title: string;
  readonly text: string;
  /** https address of a picture. */
  readonly image?: string | undefined;
  /** Where a tap leads. */
  readonly link?: string | undefined;
  readonly data: Readonly<Record<string, string>>;
  /** Signed name of this message: the app sends it back with `Push Notification Tapped`. None for who does not want to be followed. */
  readonly opens?: string | undefined;
}

/** What every device of the person is sent; a notification that is shown, never a silent one. */
export const pushPayload = ({ title, text, image, link, data, opens }: PushContent) => ({
  notification: { title, body: text, ...(image === undefined ? {} : { image }) },
  data: { ...data, ...(link === undefined ? {} : { link }), ...(opens === undefined ? {} : { dangol: opens }) },
});

/** What its name, its signed name and the way out take beside the words, at most. */
const SIGNED = 400;

/** Bytes of what a browser is sent, at most: ways out are longer in a sent message than in a looked at one. */
export const browserBytes = ({ title, text, image, link, data }: PushContent): number =>
  byteLength(JSON.stringify({ title, body: text, image, link, data })) + SIGNED;

export const pushBytes = (content: PushContent): number => byteLength(JSON.stringify(pushPayload(content)));
