/**
 * What a console page may do: scripts, styles and calls of its own origin, nothing inline, no frames but that of the preview. Trusted Types are
 * required and none is allowed, so a browser that knows them refuses every way from text to markup. Calls also reach the token
 * endpoint of `login`, where people sign in.
 */
export const contentPolicy = (login?: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "frame-src 'self'",
    `connect-src 'self'${login === undefined ? '' : ` ${new URL(login).origin}`}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

/** The policy of a page that is served without a user pool; it stands in the build. */
export const CONTENT_POLICY = contentPolicy();

export const securityHeaders = (login?: string): Readonly<Record<string, string>> => ({
  // Only a header can forbid framing; the rest of the policy stands in the page too, for a build served from S3.
  'content-security-policy': `${contentPolicy(login)}; frame-ancestors 'none'`,
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex',
});

export const PREVIEW_PAGE = '/preview.html';
/** Of the page in which a mail is shown: its styles and pictures, and no script but ours. */
export const PREVIEW_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  "img-src 'self' https: data:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Only the console frames it, and even opened by itself it has no origin. */
export const PREVIEW_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': `${PREVIEW_POLICY}; frame-ancestors 'self'; sandbox allow-scripts`,
  'x-frame-options': 'SAMEORIGIN',
};

/** Names of assets carry the hash of their content, so a name never changes its meaning. */
export const ASSET_CACHE = 'public, max-age=31536000, immutable';
/** The script in the pages of shops keeps its name, so browsers ask for it again. */
export const SNIPPET = '/dangol.js';
/** The worker of web push, which a shop's own file brings in. */
export const PUSH_WORKER = '/dangol-sw.js';
export const SNIPPET_CACHE = 'public, max-age=3600';
/** The page names the assets: asked for again each time, answered 304 while it is the same. */
export const PAGE_CACHE = 'no-cache';
