import iconv from 'iconv-lite';
import * as z from 'zod';
import { bmsSchema } from './check-brand-message.ts';

const digits = z.string().regex(/^\d{8,20}$/);
const optional = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined);

export const messageSchema = z.object({
  to: digits,
  from: digits,
  text: optional(z.string()),
  type: z.enum(['SMS', 'LMS', 'MMS', 'ATA', 'BMS_FREE']),
  subject: optional(z.string()),
  imageId: optional(z.string()),
  country: z.string().default('82'),
  autoTypeDetect: z.boolean().default(true),
  customFields: z.record(z.string().max(30), z.string().max(100)).default({}),
  kakaoOptions: optional(
    z.object({
      pfId: z.string(),
      templateId: z.string().optional(),
      adFlag: z.boolean().default(false),
      bms: bmsSchema.optional(),
      variables: z.record(z.string(), z.string()).default({}),
      disableSms: z.boolean().default(false),
    }),
  ),
});
export type SentMessage = z.infer<typeof messageSchema>;

const MOST: Readonly<Record<string, number>> = { SMS: 90, LMS: 2_000, MMS: 2_000 };

/** Bytes as the carriers count them; nothing if a sign is outside of the table of 1987. */
const bytesOf = (text: string): number | undefined => {
  let bytes = 0;
  for (const sign of text) {
    const encoded = iconv.encode(sign, 'cp949');
    const fits = encoded.length === 1 ? sign <= '~' : [...encoded].every((byte) => byte >= 0xa1);
    if (!fits || ['€', '®', '〶'].includes(sign)) return undefined;
    bytes += encoded.length;
  }
  return bytes;
};

/** The status code with which the platform refuses a text message, if it does. */
export const faultOf = (message: SentMessage, senders: readonly string[]): string | undefined => {
  const { type, text, subject, imageId, from } = message;
  if (senders.length > 0 && !senders.includes(from)) return '1062';
  if (type === 'ATA' || type === 'BMS_FREE') return undefined;
  if (text === undefined || text === '') return '1010';
  const bytes = bytesOf(text);
  if (bytes === undefined || (subject !== undefined && bytesOf(subject) === undefined)) return '1029';
  if (bytes > (MOST[type] ?? 0)) return '1031';
  if (subject !== undefined && type === 'SMS') return '1013';
  if (subject !== undefined && (bytesOf(subject) ?? 0) > 40) return '1014';
  if (type === 'MMS' && imageId === undefined) return '1034';
  return undefined;
};
