import * as z from 'zod';
import { fromCursor, listOf, pageQuery, toCursor } from '../../../shared/api/page.ts';
import { isMasked, personalQuery } from '../../../shared/api/personal.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { publicId } from '../../../shared/events/person.ts';
import { createFeedbackStore } from '../../../shared/feedback/feedback-store.ts';
import { stepIdSchema } from '../../../shared/journeys/step.ts';
import { createAnswerStore } from '../../../shared/surveys/answer-store.ts';
import { groupOf, SURVEY_GROUPS, surveyKindSchema } from '../../../shared/templates/survey.ts';
import { CHANNELS, definitionIdSchema } from '../../../shared/templates/template.ts';
import { ledgerCampaignOf, ledgerStepOf } from '../../../shared/transactional/request.ts';
import { createPeople } from '../people.ts';
import type { Services } from '../services.ts';

const answerSchema = z.object({
  customerId: z.string(),
  kind: surveyKindSchema,
  score: z.number().int(),
  group: z.enum(SURVEY_GROUPS),
  /** `***` for whom personal data is masked; null without one. */
  comment: z.string().nullable(),
  /** Of the last word. */
  at: z.string(),
  /** How many different answers the person has given to this message. */
  revision: z.number().int(),
  channel: z.enum(CHANNELS),
});
type Answered = z.infer<typeof answerSchema>;

const cursorSchema = z.object({ after: z.string().min(1).max(200) });

/** Of a campaign, of a message step of a journey, or of single messages by one template. */
const querySchema = z
  .object({
    ...{ ...pageQuery, ...personalQuery },
    campaign: definitionIdSchema.optional(),
    journey: definitionIdSchema.optional(),
    step: stepIdSchema.optional(),
    template: definitionIdSchema.optional(),
  })
  .refine(
    ({ campaign, journey, template }) => [campaign, journey, template].filter((id) => id !== undefined).length === 1,
    { error: 'name one of "campaign", "journey" with "step", "template"' },
  )
  .refine(({ journey, step }) => (journey === undefined) === (step === undefined), {
    error: '"journey" and "step" belong together',
    path: ['step'],
  });

const ledgerOf = ({ campaign, journey, step, template }: z.infer<typeof querySchema>): string => {
  if (journey !== undefined && step !== undefined) return ledgerStepOf(journey, step);
  return campaign ?? ledgerCampaignOf({ templateId: template ?? '' });
};

/** What people answered to surveys, in their own words. */
export const answerRoutes = (services: Services): readonly Route[] => {
  const { dynamo, environment } = services;
  const answers = createAnswerStore(dynamo, environment.EFFECTS_TABLE);
  const ledger = createFeedbackStore(dynamo, environment.MESSAGES_TABLE);
  const people = createPeople(services);

  return [
    route({
      method: 'GET',
      path: '/v1/answers',
      scope: 'read',
      tag: 'campaigns',
      summary: 'Answers to the survey of a campaign, of a step of a journey or of a template, newest first',
      query: querySchema,
      answer: listOf(answerSchema),
      handle: async ({ query, key }) => {
        const masked = isMasked(key, query.personal);
        const after = query.cursor === undefined ? undefined : fromCursor(cursorSchema, query.cursor).after;
        const { places, next } = await answers.list(ledgerOf(query), query.limit, after);
        const rows = await Promise.all(places.map((place) => ledger.find(place.customerId, place.key)));
        const data = rows.flatMap((row): Answered[] => {
          if (!row?.survey || !row.answer) return [];
          const { kind } = row.survey;
          const { score, comment, at, n } = row.answer;
          const words = comment === undefined ? null : masked ? '***' : comment;
          const group = groupOf(kind, score);
          const customerId = publicId(row.customerId);
          return [{ customerId, kind, score, group, comment: words, at, revision: n, channel: row.channel }];
        });
        const said = data.filter(({ comment }) => comment !== null).map(({ customerId }) => customerId);
        // Recorded before the words leave: a look that cannot be recorded is not had.
        if (!masked && said.length > 0)
          await people.accessLog.append({
            ...{
              who: key?.name ?? '',
              action: 'list',
              what: ['comments'],
              why: query.reason ?? null,
              customerIds: said,
            },
          });
        return { body: { data, nextCursor: next === undefined ? null : toCursor({ after: next }) } };
      },
    }),
  ];
};
