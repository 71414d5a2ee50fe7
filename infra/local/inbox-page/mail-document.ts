/**
 * A mail runs no script and is no part of this site; its images load as in a mail client, so opening
 * one counts as the open it is. Links leave the frame for a tab of their own.
 */
export const mailDocumentPolicy = [
  'sandbox allow-popups allow-popups-to-escape-sandbox',
  "default-src 'none'",
  'img-src http: https: data:',
  "style-src 'unsafe-inline'",
  'font-src https: data:',
  "frame-ancestors 'self'",
].join('; ');

export function mailDocument(html: string): string {
  const base = '<meta charset="utf-8"><base target="_blank">';
  const head = /<head(\s[^>]*)?>/i;
  if (head.test(html)) return html.replace(head, (tag) => tag + base);
  return `<!doctype html>${base}${html.replace(/<!doctype[^>]*>/i, '')}`;
}
