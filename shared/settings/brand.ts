import * as z from 'zod';

export const brandSchema = z.object({
  name: z.string().min(1).max(60).default('단골상점'),
  email: z.email().default('hello@dangol.example'),
  phone: z.string().max(20).default('02-1234-5678'),
  address: z.string().max(200).default('서울특별시 종로구 세종대로 1'),
  /** Free number (080) on which a receiver can refuse text messages, 정보통신망법 제50조 ⑥. */
  optOutNumber: z.string().max(20).default('080-123-4567'),
  /** Registered caller number of text messages (발신번호). */
  smsSender: z.string().max(20).default('+8221234567'),
  /** Where answers to mails go, if not to `email`. */
  replyTo: z.email().optional(),
  /** Channel in KakaoTalk (검색용 아이디 or the provider's id of it). */
  kakaoChannel: z.string().min(1).max(60).optional(),
});
export type Brand = z.infer<typeof brandSchema>;

export const brandIdSchema = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 characters of a-z, 0-9 and -, such as mug-house');

const text = (most: number) => z.string().min(1).max(most);

/** Without the defaults of the shop's own brand: what is left out is taken from it. */
const furtherBrandSchema = z.strictObject({
  id: brandIdSchema,
  name: text(60),
  email: z.email().optional(),
  phone: text(20).optional(),
  address: text(200).optional(),
  optOutNumber: text(20).optional(),
  smsSender: text(20).optional(),
  replyTo: z.email().optional(),
  kakaoChannel: text(60).optional(),
});

export const brandsSchema = z
  .array(furtherBrandSchema)
  .max(20)
  .refine((brands) => new Set(brands.map(({ id }) => id)).size === brands.length, 'two brands have one id')
  .default([]);

interface Brands {
  readonly brand: Brand;
  readonly brands: z.infer<typeof brandsSchema>;
}

/** The sender of that id, the shop's own without one; nothing if there is none of that id. */
export const brandOf = ({ brand, brands }: Brands, id: string | undefined): Brand | undefined => {
  if (id === undefined) return brand;
  const found = brands.find((one) => one.id === id);
  if (!found) return undefined;
  const { id: _id, ...own } = found;
  return { ...brand, ...own };
};
