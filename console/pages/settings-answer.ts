import * as z from 'zod';
import { settingsAnswerSchema } from '../answers/settings.ts';

/** Null: nothing stops for it. */
const share = z.number().nullable();

const furtherBrandSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().optional(),
  replyTo: z.string().optional(),
  phone: z.string().optional(),
  address: z.string().optional(),
  optOutNumber: z.string().optional(),
  smsSender: z.string().optional(),
  kakaoChannel: z.string().optional(),
});
export type FurtherBrand = z.infer<typeof furtherBrandSchema>;

/** The settings as their page reads and edits them; the rest of the console needs less. */
export const editableSettingsSchema = settingsAnswerSchema.extend({
  doubleOptIn: z
    .object({ email: z.string().nullable(), sms: z.string().nullable() })
    .default({ email: null, sms: null }),
  notices: z
    .object({ result: z.string().nullable(), reconfirm: z.string().nullable(), elsewhere: z.boolean() })
    .default({ result: null, reconfirm: null, elsewhere: false }),
  brand: settingsAnswerSchema.shape.brand.extend({ replyTo: z.string().default('') }),
  brands: z.array(furtherBrandSchema).default([]),
  sms: z
    .object({
      provider: z.record(z.string(), z.string()).default({}),
      awsSender: z.string().nullable().default(null),
      kakaoChannel: z.string().nullable().default(null),
      certificate: z.string().nullable().default(null),
    })
    .default({ provider: {}, awsSender: null, kakaoChannel: null, certificate: null }),
  kakao: z
    .object({ friends: z.number().nullable().default(null), approval: z.string().nullable().default(null) })
    .default({ friends: null, approval: null }),
  testGroup: z.array(z.string()).default([]),
  undoMinutes: z.number().default(0),
  utm: z
    .object({ hosts: z.array(z.string()), source: z.string(), medium: z.string(), campaign: z.string() })
    .default({ hosts: [], source: 'dangol', medium: '{channel}', campaign: '{campaign}' }),
  surveys: z
    .object({ tasks: z.boolean(), assignee: z.string().nullable(), dueHours: z.number() })
    .default({ tasks: false, assignee: null, dueHours: 24 }),
  digest: z.object({ to: z.array(z.string()), webhooks: z.array(z.string()) }).default({ to: [], webhooks: [] }),
  guardrails: z
    .object({ bounce: share, complaint: share, unsubscribe: share, failure: share })
    .default({ bounce: 0.05, complaint: 0.001, unsubscribe: 0.03, failure: 0.2 }),
  quietHours: z.object({ from: z.string(), to: z.string() }).default({ from: '21:00', to: '08:00' }),
});
export type EditableSettings = z.infer<typeof editableSettingsSchema>;
