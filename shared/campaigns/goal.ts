import * as z from 'zod';

/** The goal that is read from the orders, refunds and all; any other name is that of a track event. */
export const ORDER_GOAL = 'Order Completed';

/** Whether people were asked for an order, as they are without a word of it, or for another event. */
export const goalKind = (event: string | null | undefined): 'order' | 'event' =>
  event === null || event === undefined || event === ORDER_GOAL ? 'order' : 'event';

/** Days after a journey's message in which an order counts for it. */
export const JOURNEY_DAYS = 14;

/** What a campaign is for: reached by who did it within the window after hand-over. */
export const goalSchema = z.strictObject({
  /** Name of a track event. */
  event: z.string().trim().min(1).max(200),
  windowDays: z.number().min(1).max(90).default(14),
});
export type CampaignGoal = z.infer<typeof goalSchema>;

/** The event that has to be looked for; nothing where orders tell. */
export const watchedEvent = (goal: CampaignGoal | undefined): string | undefined =>
  goal === undefined || goal.event === ORDER_GOAL ? undefined : goal.event;
