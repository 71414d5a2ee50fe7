/** Bytes of HTML at which Gmail cuts a mail and hides the rest, the unsubscribe link with it. */
export const GMAIL_CLIPS_AT = 102 * 1024;
