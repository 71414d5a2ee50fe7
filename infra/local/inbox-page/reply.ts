export type InboxReply = { status: number; headers: Record<string, string>; body: string | Buffer };

export function text(status: number, body: string): InboxReply {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    body,
  };
}

export function json(body: Buffer, headers: Record<string, string> = {}): InboxReply {
  return { status: 200, headers: { 'content-type': 'application/json', ...headers }, body };
}

/** Bytes of others: nothing but a picture, whatever is in them. */
export function picture(body: Buffer, type: string): InboxReply {
  const headers = {
    'content-type': type,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'private, max-age=86400, immutable',
  };
  return { status: 200, headers, body };
}

export function html(body: string, policy: string): InboxReply {
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
    body,
  };
}
