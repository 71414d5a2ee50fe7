import { PERSONAL_HEADER } from '../../shared/api/personal.ts';
import type { ApiTool } from './tools.ts';

export interface ApiAddress {
  /** Base URL, without a slash at the end. */
  readonly url: string;
  readonly key: string;
}

/** Longest answer that is handed on: a model has no use for more, and a list can be paged. */
const MOST_CHARACTERS = 60_000;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Makes the call. A refusal of the API is an answer as well: its message says what to do. */
export const callTool = async (
  tool: ApiTool,
  given: Readonly<Record<string, unknown>>,
  { url, key }: ApiAddress,
): Promise<{ readonly ok: boolean; readonly text: string }> => {
  const missing = tool.pathNames.filter((name) => given[name] === undefined || given[name] === '');
  if (missing.length > 0) return { ok: false, text: `${tool.name} needs ${missing.join(', ')}.` };
  const path = tool.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(textOf(given[name])));
  const target = new URL(url + path);
  for (const name of tool.queryNames) {
    const value = given[name];
    if (value !== undefined && value !== null) target.searchParams.set(name, textOf(value));
  }
  const response = await fetch(target, {
    method: tool.method,
    headers: {
      authorization: `Bearer ${key}`,
      // Strangers write what customers say, and a model reads it: it never sees more of people than that there are any.
      [PERSONAL_HEADER]: 'masked',
      ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
  });
  const text = await response.text();
  const shown =
    text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}… (cut off; ask for a smaller page)` : text;
  return { ok: response.ok, text: shown === '' ? `Done (${response.status}).` : shown };
};
