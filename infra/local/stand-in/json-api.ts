import { randomUUID } from 'node:crypto';
import type { HttpReply, HttpRequest } from './server.ts';

/** The operation an AWS JSON request names, without its service prefix. */
export function operationOf(request: HttpRequest): string {
  const target = request.headers['x-amz-target'];
  return typeof target === 'string' ? target.slice(target.lastIndexOf('.') + 1) : '';
}

export function bodyOf(request: HttpRequest): unknown {
  try {
    return JSON.parse(request.body.toString('utf8') || '{}');
  } catch {
    return undefined;
  }
}

export function jsonReply(version: '1.0' | '1.1', body: object, status = 200): HttpReply {
  const headers = { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': randomUUID() };
  return { status, headers, body: JSON.stringify(body) };
}

/** An error by name; `fields` are its members, such as `Reason`. */
export function jsonError(
  version: '1.0' | '1.1',
  type: string,
  message: string,
  fields: object = {},
  status = 400,
): HttpReply {
  const reply = jsonReply(version, { __type: type, Message: message, message, ...fields }, status);
  return { ...reply, headers: { ...reply.headers, 'x-amzn-errortype': type } };
}
