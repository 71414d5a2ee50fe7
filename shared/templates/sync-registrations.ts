import * as z from 'zod';
import { type Clock, HOUR, MINUTE, toIso } from '../platform/clock.ts';
import { log } from '../platform/log.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import type { Solapi } from '../solapi/client.ts';
import { NEW_REGISTRATION, type Registration } from './registration.ts';
import type { RegistrationStore } from './registration-store.ts';
import { TEMPLATE, templateSchema } from './template.ts';

/** An approval can be taken back, but seldom is. */
const ASK_AGAIN = 30 * MINUTE;
const LIST_AGAIN = 6 * HOUR;

const link = z.string().nullish();
/** Types of messages with an ad of Kakao's beside the words. */
const ADS: readonly string[] = ['AD', 'MI'];

/** `GET /kakao/v2/templates/{id}`; statuses of solapi-nodejs, kakaoAlimtalkTemplate.ts. */
const answerSchema = z.object({
  status: z.enum(['PENDING', 'INSPECTING', 'APPROVED', 'REJECTED']),
  content: z.string().default(''),
  messageType: z.string().nullish(),
  buttons: z
    .array(
      z.object({
        buttonName: z.string().catch(''),
        ...{ linkMo: link, linkPc: link, linkAnd: link, linkIos: link },
        buttonType: z.string(),
      }),
    )
    .nullish(),
  comments: z.array(z.object({ isAdmin: z.boolean().default(false), content: z.string().nullish() })).nullish(),
});
const STATES = { PENDING: 'pending', INSPECTING: 'pending', APPROVED: 'approved', REJECTED: 'rejected' } as const;

interface SyncDeps {
  readonly solapi: Solapi;
  readonly definitions: Pick<DefinitionStore, 'listAll'>;
  readonly registrations: RegistrationStore;
  readonly clock: Clock;
}

/** Web (WL) and app (AL) buttons; the others lead nowhere outside of KakaoTalk. */
const buttonsOf = (buttons: z.infer<typeof answerSchema>['buttons']): Registration['buttons'] =>
  (buttons ?? []).flatMap(({ buttonName, buttonType, linkMo, linkPc, linkAnd, linkIos }) => {
    const of = (kind: 'web' | 'app', links: readonly (string | null | undefined)[]) => [
      { name: buttonName, kind, links: links.filter((one) => typeof one === 'string' && one !== '').map(String) },
    ];
    if (buttonType === 'WL') return of('web', [linkMo, linkPc]);
    return buttonType === 'AL' ? of('app', [linkAnd, linkIos]) : [];
  });

const ask = async ({ solapi, clock }: SyncDeps, templateId: string): Promise<Registration> => {
  const { status, body } = await solapi.call('GET', `/kakao/v2/templates/${encodeURIComponent(templateId)}`);
  const at = toIso(clock());
  if (status === 404) return { ...NEW_REGISTRATION, state: 'unknown', at };
  if (status !== 200) throw new Error(`Solapi answered ${status} to a question for a template of AlimTalk.`);
  const { status: state, content, comments, buttons, messageType } = answerSchema.parse(body);
  const comment = comments?.findLast(({ isAdmin }) => isAdmin)?.content ?? undefined;
  const about = { buttons: buttonsOf(buttons), isAd: ADS.includes(messageType ?? '') };
  return {
    state: STATES[state],
    content,
    ...about,
    at,
    ...(comment === undefined ? {} : { comment: comment.slice(0, 500) }),
  };
};

/** The ids that our templates name now: one that was saved while its row could not be written is found, one that nobody names any more forgotten. */
const relist = async ({ definitions, registrations, clock }: SyncDeps, known: Iterable<string>): Promise<void> => {
  const named = new Set<string>();
  for (const { body, archived } of await definitions.listAll(TEMPLATE)) {
    const template = templateSchema.safeParse(body).data;
    if (!archived && template?.channel === 'sms' && template.alimtalk) named.add(template.alimtalk.templateId);
  }
  for (const templateId of named) await registrations.want(templateId);
  for (const templateId of known) if (!named.has(templateId)) await registrations.remove(templateId);
  await registrations.listed(toIso(clock()));
};

/**
 * Asks for every template of AlimTalk that ours name: often while it is under review, now and then once it is approved. Saving a template
 * leaves the row that says so; all templates are read once in some hours.
 */
export const syncRegistrations = async (deps: SyncDeps): Promise<number> => {
  const { registrations, clock } = deps;
  let { wanted, listedAt } = await registrations.list();
  const age = listedAt === undefined ? LIST_AGAIN : clock() - Date.parse(listedAt);
  if (age < 0 || age >= LIST_AGAIN) {
    await relist(deps, wanted.keys());
    ({ wanted } = await registrations.list());
  }
  let asked = 0;
  for (const [templateId, known] of wanted) {
    if (known.state === 'approved' && clock() - Date.parse(known.at) < ASK_AGAIN) continue;
    try {
      await registrations.put(templateId, await ask(deps, templateId));
      asked += 1;
    } catch (error) {
      // One that cannot be asked for must not keep the others waiting.
      log.warn('a template of AlimTalk could not be asked for', { templateId, reason: String(error) });
    }
  }
  return asked;
};
