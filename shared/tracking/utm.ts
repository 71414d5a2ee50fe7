import * as z from 'zod';

/** `{channel}` and `{campaign}` stand for the message's channel and the campaign's id. */
const text = z.string().trim().min(1).max(100);

/** What the shop's own analytics are told of a link. */
export const utmSchema = z.strictObject({
  source: text.optional(),
  medium: text.optional(),
  campaign: text.optional(),
});
export type Utm = z.infer<typeof utmSchema>;

interface UtmRule {
  /** The shop's sites; a host means its subdomains, too. Links to others are left alone. */
  readonly hosts: readonly string[];
  readonly tags: Utm;
  readonly about: Readonly<Record<'channel' | 'campaign', string>>;
}

const isOwn = (hostname: string, hosts: readonly string[]): boolean =>
  hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));

const filled = (words: string, about: UtmRule['about']): string =>
  words.replace(/\{(channel|campaign)\}/g, (_, name) => (name === 'channel' ? about.channel : about.campaign));

/** The link with its tags; one that it carries already stands as its author wrote it. Not a web link of the shop: unchanged. */
export const withUtm = (target: string, { hosts, tags, about }: UtmRule): string => {
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) return target;
  const url = new URL(target);
  if (!isOwn(url.hostname, hosts)) return target;
  const { source, medium, campaign } = tags;
  const missing = Object.entries({ utm_source: source, utm_medium: medium, utm_campaign: campaign }).flatMap(
    ([name, value]) =>
      value === undefined || url.searchParams.has(name) ? [] : [`${name}=${encodeURIComponent(filled(value, about))}`],
  );
  if (missing.length === 0) return target;
  // Appended as text: what the author wrote keeps its spelling.
  url.search = `${url.search === '' ? '?' : `${url.search}&`}${missing.join('&')}`;
  return url.href;
};
