import { type Clock, DAY, toIso } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { MessageOrder } from '../transactional/accept-message.ts';
import { builtInId } from '../transactional/built-in.ts';
import type { CallOrder } from '../webhooks/call-webhook.ts';
import { DIGEST, type Digest, digestSchema, digestWeek } from './digest.ts';
import { impactLines } from './impact-lines.ts';
import type { Impact } from './impact-schema.ts';

export interface DigestDeps {
  readonly clock: Clock;
  readonly settings: Pick<SettingsStore, 'current'>;
  readonly definitions: Pick<DefinitionStore, 'get' | 'save'>;
  readonly readImpact: (span: { readonly from: string; readonly to: string }) => Promise<Impact>;
  /** The same key is the same message, for good. */
  readonly accept: (order: MessageOrder) => Promise<unknown>;
  /** The same effect is the same call. */
  readonly call: (order: CallOrder) => Promise<unknown>;
}

/** After so long a digest is old news: who turns it on in the middle of a week hears of it on Monday. */
const FRESH = 2 * DAY;

/**
 * The Monday digest: what the campaigns of the last week added, cost and lost, by e-mail to the people named in the settings and to
 * the webhooks named there. Called as often as one likes; each hears of a week once, and all hear the same. Answers how many could not
 * be told because they are not known.
 */
export const createSendDigest = (deps: DigestDeps) => {
  const { clock, settings, definitions } = deps;
  /** Spares the look at the table until the next week. */
  let doneFor: string | undefined;

  const kept = async (monday: string) => {
    const known = await definitions.get(DIGEST, monday);
    return known && { version: known.version, digest: digestSchema.parse(known.body) };
  };

  const contentOf = async (monday: string, span: { readonly from: string; readonly to: string }) => {
    const known = await kept(monday);
    if (known) return known;
    const { language } = await settings.current();
    const impact = await deps.readImpact(span);
    const { title, lines, foot } = impactLines(impact.total, impact, language);
    const digest: Digest = {
      ...{ title, ...span, foot, sentAt: null },
      lines: lines.map(({ label, value, note }) => ({ label, value, note: note ?? null })),
      figures: { currency: impact.currency, margin: impact.margin, ...impact.total },
    };
    // Whoever is second fails here and finds the first one's words a minute later.
    const { version } = await definitions.save(DIGEST, monday, digest, { expected: 0 });
    // As it will be read by whoever goes on, letter by letter.
    return (await kept(monday)) ?? { version, digest };
  };

  return async (unknown: (who: string) => void): Promise<number> => {
    const { digest: wanted, timezone, language } = await settings.current();
    if (wanted.to.length + wanted.webhooks.length === 0) return 0;
    const now = clock();
    const { monday, from, to, dueAt } = digestWeek(now, timezone);
    if (doneFor === monday || now < dueAt || now > dueAt + FRESH) return 0;
    const { version, digest } = await contentOf(monday, { from, to });
    if (digest.sentAt !== null) {
      doneFor = monday;
      return 0;
    }
    let failed = 0;
    const told = async (who: string, tell: () => Promise<unknown>): Promise<void> => {
      try {
        await tell();
      } catch (error) {
        if (!(error instanceof DangolError) || error.code !== 'not_found') throw error;
        // One who is not known keeps it from nobody else.
        failed += 1;
        unknown(who);
      }
    };
    const { sentAt: _open, ...data } = digest;
    for (const customerId of wanted.to)
      await told(customerId, () =>
        deps.accept({
          templateId: builtInId('digest', 'email', language),
          ...{ to: { customerId }, data, idempotencyKey: `digest ${monday} ${customerId}`, house: true },
        }),
      );
    for (const webhookId of wanted.webhooks)
      await told(webhookId, () =>
        deps.call({ webhookId, type: 'digest.weekly', data, effectId: `digest ${monday} ${webhookId}` }),
      );
    await definitions.save(DIGEST, monday, { ...digest, sentAt: toIso(clock()) }, { expected: version });
    doneFor = monday;
    return failed;
  };
};

export type SendDigest = ReturnType<typeof createSendDigest>;
