import { isbot } from 'isbot';
import * as z from 'zod';

/**
 * Who caused an open or click. `proxy` fetches when a person opens the mail (Gmail, Yahoo); `mpp` is Apple's prefetch,
 * read or not; `scanner` is a security product or a prefetch; `unknown` gave no name.
 */
export const ACTORS = ['human', 'mpp', 'proxy', 'scanner', 'bot', 'unknown'] as const;
export const actorSchema = z.enum(ACTORS);
export type Actor = z.infer<typeof actorSchema>;

export interface Verdict {
  readonly actor: Actor;
  /** Closed word for the reports: why this actor. */
  readonly reason: string;
}

export interface Visit {
  /** Upper case. */
  readonly method: string;
  readonly userAgent: string;
  /** The request says that nobody looks at the answer yet (`Sec-Purpose: prefetch` and its forerunners). */
  readonly prefetch: boolean;
}

/** Image proxies of mailbox providers that fetch when the mail is opened, not when it arrives. */
const OPEN_PROXY = /GoogleImageProxy|YahooMailProxy/i;

/** Link checkers by the names they give themselves; isbot knows crawlers, not mail gateways. */
const SCANNER =
  /SafeLinks|Barracuda|Proofpoint|urldefense|Mimecast|FireEye|TrendMicro|Symantec|Forcepoint|BitdefenderURL/i;

/** Mail programs that isbot takes for tools; a person sits before them. */
const MAIL_PROGRAM = /Thunderbird|Microsoft Outlook|ms-office|MSOffice|Apple ?Mail|KAKAOTALK|NAVER\(inapp/i;

const verdict = (actor: Actor, reason: string): Verdict => ({ actor, reason });

/** What a request alone shows. Time since delivery and other clicks are weighed where the ledger row is known. */
export const actorOf = ({ method, userAgent, prefetch }: Visit): Verdict => {
  if (method === 'HEAD') return verdict('scanner', 'headRequest');
  if (prefetch) return verdict('scanner', 'prefetch');
  if (userAgent === '') return verdict('unknown', 'noUserAgent');
  // Apple's relay sends exactly this and nothing else.
  if (userAgent === 'Mozilla/5.0') return verdict('mpp', 'appleMailPrivacy');
  if (OPEN_PROXY.test(userAgent)) return verdict('proxy', 'imageProxy');
  if (SCANNER.test(userAgent)) return verdict('scanner', 'userAgent');
  if (MAIL_PROGRAM.test(userAgent)) return verdict('human', 'mailProgram');
  if (isbot(userAgent)) return verdict('bot', 'userAgent');
  return verdict('human', 'browser');
};

/** A person acted: in a browser or mail program, or through a proxy that fetches on opening only. */
export const isPerson = (actor: Actor): boolean => actor === 'human' || actor === 'proxy';
