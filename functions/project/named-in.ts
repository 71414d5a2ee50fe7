import type { DynamoDBRecord } from 'aws-lambda';
import { anonymousPerson } from '../../shared/events/person.ts';

const NAMES = /"(?:anonymousId|previousId)":"((?:[^"\\]|\\.)*)"/g;

const idOf = (escaped: string): string => {
  const id: unknown = JSON.parse(`"${escaped}"`);
  return String(id);
};

/**
 * Anonymous ids that a stored event of a known person may name. Only says what is worth folding together, so it looks at
 * the text of the body: a name too many costs nothing, parsing every event twice would.
 */
export const namedIn = (record: DynamoDBRecord): string[] => {
  const body = record.dynamodb?.NewImage?.body?.S ?? '';
  return [...body.matchAll(NAMES)].map(([, escaped = '']) => anonymousPerson(idOf(escaped)));
};
