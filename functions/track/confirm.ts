import { type Ask, type Pending, pendingOf } from '../../shared/consent/confirmation.ts';
import { consentState } from '../../shared/consent/consent-state.ts';
import { recordConsent } from '../../shared/consent/record-consent.ts';
import type { RecordDeps } from '../../shared/feedback/record-receipt.ts';
import { DangolError } from '../../shared/platform/errors.ts';
import type { HttpRequest, HttpResponse } from '../../shared/platform/http.ts';
import { localDate } from '../../shared/platform/time.ts';
import { idsOf } from '../../shared/profiles/profile.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { confirmedPage, confirmPage, type PendingName, unknownPage } from './pages.ts';

const NAMES: Readonly<Record<Pending['purpose'], PendingName>> = {
  ad: { ko: '광고', en: 'advertising' },
  info: { ko: '정보', en: 'information' },
  night: { ko: '야간(21시–8시) 광고', en: 'advertising at night (21:00–08:00)' },
};

const nameOf = ({ purpose, topic }: Pending, { topics }: Settings): PendingName =>
  topics.find(({ id }) => id === topic)?.name ?? NAMES[purpose];

const isYes = (request: HttpRequest): boolean => {
  try {
    return new URLSearchParams(request.body).get('action') === 'confirm';
  } catch (error) {
    if (error instanceof DangolError) return false;
    throw error;
  }
};

/**
 * Double opt-in: GET asks, POST confirms what still waits. What was refused since is not waiting any more, so an old link
 * confirms nothing; pressing twice changes nothing.
 */
export const confirm = async (deps: RecordDeps, request: HttpRequest, ask: Ask): Promise<HttpResponse> => {
  const settings = await deps.settings();
  const { brand, doubleOptIn } = settings;
  const { customerId, channel, issuedAt } = ask;
  const customer = await deps.customers.get(customerId);
  const evidence = await deps.consents.evidenceOf(customer ? idsOf(customer) : customerId);
  const consent = consentState(evidence, deps.clock(), { doubleOptIn })[channel];
  const pending = pendingOf(consent, issuedAt);
  const names = pending.map((one) => nameOf(one, settings));
  const today = localDate(deps.clock(), settings.timezone);
  // Pressed before, and nothing refused since: the answer of the first time.
  const confirmed = evidence.some((row) => row.id.startsWith(`${idOfAsk(ask)}:`));
  if (pending.length === 0) return confirmed ? confirmedPage(brand, today, []) : unknownPage(brand, 404);
  if (request.method !== 'POST') return confirmPage(brand, names);
  if (!isYes(request)) return unknownPage(brand, 400);
  for (const { purpose, topic } of pending) {
    const asked = evidence.findLast(
      (row) => row.channel === channel && row.purpose === purpose && row.topic === topic && row.state === 'granted',
    );
    await recordConsent(deps, customer?.fold.contacts ?? {}, {
      ...{ customerId, channel, purpose, topic, state: 'granted', confirmed: true, ip: request.ip, told: 'page' },
      ...{ source: 'confirmation link', wording: asked?.wording },
      evidenceId: `${idOfAsk(ask)}:${purpose}:${topic ?? ''}`,
    });
  }
  return confirmedPage(brand, today, names);
};

/** The same for every press of one link. */
const idOfAsk = ({ channel, issuedAt }: Ask): string => `confirm:${channel}:${issuedAt}`;
