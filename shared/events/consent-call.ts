import type { Call } from './call-schema.ts';

/** The event that carries the body of `PUT /v1/customers/{id}/consents/{channel}`, with `channel` among its properties. */
export const CONSENT_CHANGED = 'Consent Changed';

/** Everything under `consent` in traits is a statement, not a trait. */
export const isConsentTrait = (name: string): boolean => name === 'consent' || name.startsWith('consent.');

/** True for a call in which somebody may agree or refuse: of those the address of the request is kept as evidence. */
export const saysConsent = ({ type, event, traits }: Pick<Call, 'type' | 'event' | 'traits'>): boolean =>
  type === 'identify' ? Object.keys(traits ?? {}).some(isConsentTrait) : type === 'track' && event === CONSENT_CHANGED;
