import { KOREA } from '../law/korea.ts';
import { type Clock, toIso } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import type { Customer } from '../profiles/profile.ts';
import { brandOf } from '../settings/brand.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { carrierTo } from '../templates/carrier.ts';
import { contextOf } from '../templates/context.ts';
import { renderMessage } from '../templates/render.ts';
import type { Template } from '../templates/template.ts';
import { previewLinks } from '../tracking/preview-links.ts';
import type { Judge } from './accept-message.ts';
import { checkData } from './data.ts';

interface JudgeDeps {
  readonly settings: Pick<SettingsStore, 'current'>;
  readonly clock: Clock;
  /** Base of links in texts. */
  readonly shortUrl: string;
}

/** Fills the template for the person now, so that what cannot be sent is refused while the caller listens. */
const tryOut = async (deps: JudgeDeps, template: Template, customer: Customer, data: object): Promise<void> => {
  const all = await deps.settings.current();
  const { currency, timezone } = all;
  const brand = brandOf(all, template.brand) ?? all.brand;
  const links = previewLinks(template.channel, deps.shortUrl);
  const campaign = { id: 'trial', name: template.name };
  const context = contextOf({ customer, brand, campaign, links, data, currency, now: toIso(deps.clock()) });
  const result = renderMessage(template, {
    ...{ context, links, brand, law: KOREA, zone: timezone },
    carrier: carrierTo(all, customer.fold.contacts.phone),
    kakaoChannel: all.sms.kakaoChannel,
    pushLinks: all.push.links,
    language: customer.fold.language,
  });
  if (result.kind === 'unlawful')
    throw new DangolError('invalid', `The finished message would not be lawful as an ad: ${result.faults.join('; ')}.`);
  if (result.kind === 'failed') {
    throw new DangolError('invalid', `The template cannot be filled with this data: ${result.reason}.`);
  }
};

/** Checks what a caller sends along: everything that the template reads, nothing else, and that it can be filled with it. */
export const createJudge =
  (deps: JudgeDeps): Judge =>
  async (template, customer, data) => {
    const text = checkData(template, data);
    await tryOut(deps, template, customer, data);
    return text;
  };
