/** Schemes that run code, read files or leave the app for anywhere. */
const NEVER = /^(?:javascript|data|vbscript|file|content|intent|about|blob|ftp|ws|wss|http):/i;

const siteOf = (link: string): string | undefined => {
  if (!URL.canParse(link)) return undefined;
  const { protocol, hostname, username, password } = new URL(link);
  return protocol === 'https:' && username === '' && password === '' ? `https://${hostname}` : undefined;
};

/**
 * Why a finished link may not stand in a notification, or nothing. Without a list any https address may; a scheme of an app must
 * be named, because another app can lay claim to it.
 */
export const linkFault = (link: string, allowed: readonly string[]): string | undefined => {
  if (/[\s\p{C}]/u.test(link) || !URL.canParse(link)) return 'is no address';
  if (NEVER.test(link)) return 'must be https or a scheme of the app';
  const site = siteOf(link);
  if (/^https:/i.test(link)) {
    if (site === undefined) return 'is no plain https address';
    const sites = allowed.filter((prefix) => prefix.startsWith('https://'));
    const known = sites.some((prefix) => site === prefix || site.endsWith(`.${prefix.slice('https://'.length)}`));
    return sites.length === 0 || known
      ? undefined
      : `leads to a site that settings.push.links does not name (${sites.join(', ')})`;
  }
  const scheme = new URL(link).protocol;
  return allowed.includes(scheme) ? undefined : `has the scheme "${scheme}", which settings.push.links does not name`;
};
