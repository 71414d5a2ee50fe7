import type { Reject } from './call.ts';

/** With a byte order mark, so that Excel shows Hangul. */
export const REJECTS_HEAD = '\ufeffline,reason\n';

/** A text that begins like a formula would be run by a spreadsheet. */
const harmless = (text: string): string => (/^[=+\-@\t\r]/u.test(text) ? `'${text}` : text);

export const rejectLine = ({ line, reason }: Reject): string => `${line},"${harmless(reason).replaceAll('"', '""')}"\n`;
