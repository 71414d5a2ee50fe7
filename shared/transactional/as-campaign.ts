import { JOURNEY_DAYS, ORDER_GOAL } from '../campaigns/goal.ts';
import type { SendState } from '../campaigns/send-state.ts';
import type { Snapshot } from '../campaigns/snapshot.ts';
import type { Brand } from '../settings/brand.ts';
import { CUSTOMER_KINDS } from '../settings/customer-kind.ts';
import type { Template } from '../templates/template.ts';
import { ledgerCampaignOf, type MessageRequest } from './request.ts';

/** A single message as the delivery core knows messages: a campaign to one person of any kind, without goal and control. */
export const asCampaign = (
  request: MessageRequest,
  template: Template,
  brand: Brand,
): { readonly state: SendState; readonly snapshot: Snapshot } => {
  const { channel, templateId, templateVersion, acceptedAt, journey } = request;
  const isAd = journey !== undefined && template.purpose === 'ad';
  return {
    state: {
      campaignId: ledgerCampaignOf(request),
      status: 'sending',
      channel,
      startAt: acceptedAt,
      launchedAt: acceptedAt,
      updatedAt: acceptedAt,
    },
    snapshot: {
      campaign: {
        name: template.name,
        channel,
        templateId,
        audience: { include: [], exclude: [], kinds: isAd ? ['consumer'] : [...CUSTOMER_KINDS] },
        priority: journey?.priority ?? 'normal',
        ...(journey?.order ? { goal: { event: ORDER_GOAL, windowDays: JOURNEY_DAYS } } : {}),
        control: 0,
      },
      campaignVersion: 1,
      template,
      templateVersion,
      brand,
      rules: {},
      versions: {},
    },
  };
};
