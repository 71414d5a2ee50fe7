import * as z from 'zod';
import { settingsAnswerSchema } from '../answers/settings.ts';

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
  testGroup: z.array(z.string()).default([]),
  undoMinutes: z.number().default(0),
  utm: z
    .object({ hosts: z.array(z.string()), source: z.string(), medium: z.string(), campaign: z.string() })
    .default({ hosts: [], source: 'dangol', medium: '{channel}', campaign: '{campaign}' }),
  quietHours: z.object({ from: z.string(), to: z.string() }).default({ from: '21:00', to: '08:00' }),
});
export type EditableSettings = z.infer<typeof editableSettingsSchema>;
