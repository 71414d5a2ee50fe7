import { jsonFlaw } from '../events/json-flaw.ts';
import { byteLength } from '../platform/digest.ts';
import { DangolError, type ErrorDetail } from '../platform/errors.ts';
import { dataPathsOf } from '../templates/check-template.ts';
import type { Template } from '../templates/template.ts';

/** Bytes of a message's data as JSON: words and numbers of one message, not a catalogue. */
const MAX_DATA_BYTES = 16_384;

const spelled = (path: readonly unknown[]): string => path.map(String).join('.');

/** The first part of the path at which there is nothing; elements of a list are the template's own affair. */
const missingAt = (data: unknown, path: readonly unknown[]): string | undefined => {
  let value = data;
  for (const [depth, step] of path.entries()) {
    if (Array.isArray(value) || typeof step !== 'string') return undefined;
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) {
      return spelled(path.slice(0, depth + 1));
    }
    value = new Map<string, unknown>(Object.entries(value)).get(step);
    if (value === null || value === undefined) return spelled(path.slice(0, depth + 1));
  }
  return undefined;
};

/** What is wrong with data for a template: everything that it reads must be there, and nothing that it does not read. */
const faultsOf = (template: Template, data: Readonly<Record<string, unknown>>): ErrorDetail[] => {
  const paths = dataPathsOf(template);
  const missing = new Set(paths.map((path) => missingAt(data, path)).filter((path) => path !== undefined));
  const read = new Set(paths.map(([name]) => name));
  const whole = paths.some((path) => path.length === 0);
  const unread = whole ? [] : Object.keys(data).filter((name) => !read.has(name));
  return [
    ...[...missing].map((path) => ({ path: `data.${path}`, message: 'the template reads it; send a value' })),
    ...unread.map((name) => ({ path: `data.${name}`, message: 'the template does not read it; remove it' })),
  ];
};

/** The data as JSON, checked against what the template reads. Throws `invalid` with each path, `too_large`. */
export const checkData = (template: Template, data: Readonly<Record<string, unknown>>): string => {
  const flaw = jsonFlaw(data);
  const details = flaw ? [{ path: `data.${flaw.path}`, message: flaw.message }] : faultsOf(template, data);
  const [first] = details;
  if (first) throw new DangolError('invalid', `Body: ${first.path}: ${first.message}.`, { details });
  const text = JSON.stringify(data);
  const bytes = byteLength(text);
  if (bytes > MAX_DATA_BYTES) {
    const message = `The data of a message is at most ${MAX_DATA_BYTES} bytes of JSON; this is ${bytes}. Send a link instead.`;
    throw new DangolError('too_large', message, { details: [{ path: 'data', message: `has ${bytes} bytes` }] });
  }
  return text;
};
