import * as z from 'zod';
import { settingsAnswerSchema } from '../answers/settings.ts';

/** The settings as their page reads and edits them; the rest of the console needs less. */
export const editableSettingsSchema = settingsAnswerSchema.extend({
  doubleOptIn: z
    .object({ email: z.string().nullable(), sms: z.string().nullable() })
    .default({ email: null, sms: null }),
  notices: z
    .object({ result: z.string().nullable(), reconfirm: z.string().nullable(), elsewhere: z.boolean() })
    .default({ result: null, reconfirm: null, elsewhere: false }),
  quietHours: z.object({ from: z.string(), to: z.string() }).default({ from: '21:00', to: '08:00' }),
});
export type EditableSettings = z.infer<typeof editableSettingsSchema>;
