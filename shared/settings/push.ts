import * as z from 'zod';

const SITE = /^https:\/\/[a-z0-9.-]{1,253}$/;
const SCHEME =
  /^(?!(?:javascript|data|vbscript|file|content|intent|about|blob|ftp|ws|wss|http|https):)[a-z][a-z0-9+.-]{1,39}:$/;

/** `settings.push`. */
export const pushSettingsSchema = z.strictObject({
  /**
   * Where notifications may lead: schemes of the app (`shopapp:`) and sites (`https://m.shop.example`, subdomains too). Without
   * a site any https address may; a scheme must be named, because another app can lay claim to it.
   */
  links: z
    .array(
      z
        .string()
        .refine(
          (text) => SITE.test(text) || SCHEME.test(text),
          'must be a scheme such as shopapp: or a site such as https://m.shop.example',
        ),
    )
    .max(20)
    .default([]),
});
