import * as z from 'zod';

/** Who carries texts: AWS End User Messaging (parts of GSM-7 or UCS-2) or Solapi (Korean SMS, LMS and MMS in EUC-KR). */
export const TEXT_CARRIERS = ['aws', 'solapi'] as const;
export type TextCarrier = (typeof TEXT_CARRIERS)[number];

const country = z.string().regex(/^[A-Z]{2}$/, 'must be a two-letter ISO 3166 code such as KR');

/** `settings.sms`. */
export const textSettingsSchema = z.strictObject({
  /** Carrier by country of the number; a country that is not named goes by AWS. */
  provider: z
    .record(country, z.enum(TEXT_CARRIERS))
    .refine(
      (by) => Object.entries(by).every(([to, carrier]) => carrier !== 'solapi' || to === 'KR'),
      'must not name solapi for a country but KR: it carries Korean texts',
    )
    .default({}),
  /** Number or pool at AWS from which texts to other countries go; null: the brand's number, as in Korea. */
  awsSender: z.string().min(1).max(256).nullable().default(null),
  /** The shop's Kakao channel at Solapi (pfId), from which AlimTalk goes; null: none. */
  kakaoChannel: z
    .string()
    .regex(/^[A-Za-z0-9@_-]{4,60}$/, 'must be the id (pfId) of the channel at Solapi')
    .nullable()
    .default(null),
  /**
   * How it was checked that the Korean provider holds the certificate for bulk texts (전송자격인증, 정보통신망법 제50조의3 ①):
   * number or link, and date. Who sends ads through one without it pays the fine.
   */
  certificate: z.string().trim().min(1).max(200).nullable().default(null),
});
export type TextSettings = z.infer<typeof textSettingsSchema>;

/** `to`: country of the number that is written to, if its numbering plan names one. */
export const carrierOf = ({ sms }: { readonly sms: TextSettings }, to: string | undefined): TextCarrier =>
  (to === undefined ? undefined : sms.provider[to]) ?? 'aws';
