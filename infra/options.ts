import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';

const LOG_DAYS = Object.values(RetentionDays).filter((days) => typeof days === 'number');
const LOG_DAYS_RULE = `must be one of ${LOG_DAYS.join(', ')}`;

const domainName = z
  .string()
  .regex(
    /^(?=.{4,253}$)([a-z0-9](-?[a-z0-9])*\.)+[a-z]{2,}$/,
    'must be a domain name in lower case, such as crm.shop.kr',
  );
const certificateArn = z
  .string()
  .regex(
    /^arn:aws[\w-]*:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/,
    'must be the ARN of a certificate of ACM, such as arn:aws:acm:ap-northeast-2:123456789012:certificate/…',
  );
const switchOf = z.union([z.boolean(), z.stringbool()], 'must be true or false');

/** Everything that can be chosen about a deployment; what is left out is as the comment says. */
export const optionsSchema = z
  .strictObject({
    /** `production` keeps tables, files and users when the stack is deleted; any other stage may be thrown away. */
    stage: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,19}$/, 'must be a short word such as production or trial')
      .default('production'),
    /** Domain of console, API and links, such as `crm.shop.kr`; without it the address is one of API Gateway’s. */
    domain: domainName.optional(),
    /** Certificate of the domain, in the stack's region; with a firewall in us-east-1. */
    certificate: certificateArn.optional(),
    /** Base of links in text messages, such as `https://dgl.kr`: a short domain that leads to the API. Without it they carry the API’s own. */
    shortUrl: z
      .url({ protocol: /^https$/, error: 'must be an address that begins with https://, such as https://dgl.kr' })
      .transform((url) => url.replace(/\/+$/, ''))
      .optional(),
    /** Web ACL (WAFv2, scope CLOUDFRONT, in us-east-1) before everything; it comes with a CloudFront distribution. Off: about 6 USD a month. */
    firewall: z
      .string()
      .regex(
        /^arn:aws[\w-]*:wafv2:us-east-1:\d{12}:global\/webacl\/.+$/,
        'must be the ARN of a global web ACL in us-east-1',
      )
      .optional(),
    /** Tables, files and secrets under a key of your own. Off: 1 USD a month, and each read asks KMS. */
    customerKey: switchOf.default(false),
    /** Where alarms are mailed; AWS asks that address to confirm. */
    alarmMail: z.email('must be a mail address, such as ops@shop.kr').optional(),
    /** Days that logs are kept: one of CloudWatch's steps. 90 in production, else 7. */
    logDays: z
      .union([z.number(), z.string().regex(/^\d+$/).transform(Number)], LOG_DAYS_RULE)
      .refine((days) => LOG_DAYS.includes(days), LOG_DAYS_RULE)
      .optional(),
    /** CloudWatch dashboard; an account has three free, each other costs 3 USD a month. */
    dashboard: switchOf.default(true),
  })
  .refine(({ domain, certificate }) => (domain === undefined) === (certificate === undefined), {
    path: ['certificate'],
    message: 'domain and certificate belong together: request a certificate for the domain in ACM and give its ARN',
  });

/** Options as a caller of the construct writes them. */
export type DangolOptions = z.input<typeof optionsSchema> & { readonly stage: string };

export type OptionName = keyof z.output<typeof optionsSchema>;
export const OPTION_NAMES: readonly OptionName[] = optionsSchema.keyof().options;

/** @throws Error that names each option that is wrong, what it got and what is allowed */
export const checkOptions = (given: Readonly<Record<string, unknown>>): z.output<typeof optionsSchema> => {
  const read = optionsSchema.safeParse(given);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => {
    const name = path.join('.');
    return `Option ${name || '?'} = ${JSON.stringify(given[name]) ?? 'nothing'}: ${message}.`;
  });
  throw new Error(faults.join('\n'));
};

/** Reads the options from `cdk -c name=value`. */
export const readOptions = (contextOf: (name: string) => unknown): z.output<typeof optionsSchema> => {
  const given = OPTION_NAMES.map((name) => [name, contextOf(name)] as const);
  return checkOptions(Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== '')));
};
