import type { Brand } from '../settings/brand.ts';
import type { QuietSpan } from './quiet-hours.ts';

/** Media that laws tell apart; a long text message goes by `sms`. */
export type Medium = 'email' | 'sms' | 'push' | 'kakao';

/** Own links that stand in a footer. */
export interface FooterLinks {
  readonly unsubscribe: string;
  readonly preferences: string;
}

/** One line of an e-mail's footer; a part with `href` is a link. */
export type NoticeLine = readonly (string | { readonly text: string; readonly href: string })[];

/** A finished e-mail as its reader sees it: words that can be seen, white space squeezed. */
export interface SeenMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Visible words of each link of the HTML part. */
  readonly links: ReadonlyMap<string, string>;
}

/** A notification as its reader sees it. */
export interface PushWords {
  readonly title: string;
  readonly text: string;
}

/** Words that end a sender's right to write, in an answer to a text message. */
export interface RefusalWords {
  /** The whole answer, letters and digits only, lower case. */
  readonly exact: ReadonlySet<string>;
  /** Anywhere in an answer, NFKC and lower case. */
  readonly inside: RegExp;
}

/**
 * What one country's law asks of advertising messages. Data and pure rules: who is protected says laws.ts, the gates and the
 * renderer ask here and know no law themselves.
 */
export interface Law {
  readonly id: 'KR' | 'US' | 'CA' | 'general';
  /** Hours of the receiver in which no ad may arrive, and the media that are exempt. */
  readonly night: QuietSpan & {
    readonly exempt: readonly Medium[];
    /** A consent of its own opens the night. */
    readonly opensByConsent: boolean;
    /** Zones in which it is told, where the law names them; else those of the receiver's country. */
    readonly zones?: readonly string[];
  };
  readonly implied: {
    /** Months after the last trade for which it counts as consent; null: until it is refused; absent: it never does. */
    readonly months: Readonly<Partial<Record<Medium, number | null>>>;
    /** Zone whose calendar counts them. */
    readonly zone: string;
  };
  readonly refusal: RefusalWords;
  readonly mail: {
    /** Subject with what must stand in front of it. */
    readonly subject: (subject: string) => string;
    /** Sender and way out, in the template's language or the law's. */
    readonly notice: (brand: Brand, links: FooterLinks, language: string) => NoticeLine[];
    /** What a finished ad lacks; empty means that it may go. It trusts nothing of the two above. */
    readonly faults: (mail: SeenMail, brand: Brand, unsubscribe: string) => string[];
  };
  readonly push: {
    /** Title and body with what an ad must say. */
    readonly notice: (words: PushWords, brand: Brand) => PushWords;
    readonly faults: (words: PushWords, brand: Brand) => string[];
  };
  readonly text: {
    /** First and last line of an ad. */
    readonly notice: (brand: Brand) => { readonly first: string; readonly last: string };
    readonly faults: (body: string, brand: Brand) => string[];
  };
}
