import { wordFaults } from '../onsite/content.ts';
import { DangolError } from '../platform/errors.ts';
import { parse } from '../platform/parse.ts';
import type { Language } from '../templates/template.ts';
import { type Journey, journeySchema } from './journey.ts';

/** What a journey's steps say in Liquid, by its place in the body. */
const sourcesOf = ({ steps }: Journey): (readonly [string, string])[] =>
  steps.flatMap((step, index) => {
    if (step.type !== 'task') return [];
    const title = [`steps.${index}.title`, step.title] as const;
    return step.note === undefined ? [title] : [title, [`steps.${index}.note`, step.note] as const];
  });

/**
 * A journey that may be saved; `computed` are the names of the shop's own computed traits. Throws `invalid` with each fault of shape and of the
 * Liquid in its tasks.
 */
export const checkJourney = (body: unknown, language: Language, computed: ReadonlySet<string>): Journey => {
  const journey = parse(journeySchema, body, 'Journey');
  const details = wordFaults(sourcesOf(journey), language, computed);
  const [first] = details;
  if (first) throw new DangolError('invalid', `Journey: ${first.path}: ${first.message}`, { details });
  return journey;
};
