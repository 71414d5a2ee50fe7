import * as z from 'zod';

/** `settings.email`: how the account at the mail provider is used. */
export const mailSettingsSchema = z.strictObject({
  /** Part of the account's daily quota that campaigns leave to order notes, codes and notices. */
  reserve: z.number().min(0).max(0.9).default(0.1),
  /**
   * A domain that nobody knows yet begins with few ads: on day n after `from` (the shop's calendar) at most `start` × `growth`^n by
   * mail, for `days` days. Null: as many as the account may send.
   */
  warmUp: z
    .strictObject({
      from: z.iso.date('must be the first day, such as 2026-11-24'),
      days: z.number().int().min(1).max(120).default(30),
      start: z.number().int().min(1).max(1e6).default(500),
      growth: z.number().min(1).max(3).default(1.3),
    })
    .nullable()
    .default(null),
});
export type MailSettings = z.infer<typeof mailSettingsSchema>;
