import { randomUUID } from 'node:crypto';
import type { HttpReply } from './server.ts';

const NAMESPACE = 'http://ses.amazonaws.com/doc/2010-12-01/';

/** The values of `prefix.1`, `prefix.2`, … in order. */
export function listOf(query: URLSearchParams, prefix: string): string[] {
  const values: string[] = [];
  for (let n = 1; query.has(`${prefix}.${n}`); n += 1) values.push(query.get(`${prefix}.${n}`) ?? '');
  return values;
}

export function tagsOf(query: URLSearchParams): Record<string, string> {
  const tags: [string, string][] = [];
  for (let n = 1; query.has(`Tags.member.${n}.Name`); n += 1)
    tags.push([query.get(`Tags.member.${n}.Name`) ?? '', query.get(`Tags.member.${n}.Value`) ?? '']);
  return Object.fromEntries(tags);
}

export function resultReply(action: string, result: Record<string, string | number>): HttpReply {
  const fields = elements(result);
  const metadata = `<ResponseMetadata>${elements({ RequestId: randomUUID() })}</ResponseMetadata>`;
  const body = `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${fields}</${action}Result>${metadata}</${action}Response>`;
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}

export function errorReply(
  code: string,
  message: string,
  fields: Record<string, string> = {},
  status = 400,
): HttpReply {
  const error = elements({ Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message, ...fields });
  const body = `<ErrorResponse xmlns="${NAMESPACE}"><Error>${error}</Error>${elements({ RequestId: randomUUID() })}</ErrorResponse>`;
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

function elements(fields: Record<string, string | number>): string {
  return Object.entries(fields)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join('');
}

function escapeXml(text: string): string {
  return text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign);
}
