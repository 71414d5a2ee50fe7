import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { RenderedEmail } from '../templates/render.ts';

export interface Mail {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  /** Where answers go, if not to `from`. */
  readonly replyTo?: string | undefined;
  readonly message: RenderedEmail;
  /** Address that ends the subscription by one POST (RFC 8058); absent for information. */
  readonly unsubscribeUrl?: string;
}

/** MIME source of one mail: text and HTML parts, Korean words encoded by RFC 2047, both one-click headers. */
export const composeMail = ({ from, to, replyTo, message, unsubscribeUrl }: Mail): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const composer = new MailComposer({
      from,
      to: { name: '', address: to },
      ...(replyTo === undefined ? {} : { replyTo: { name: from.name, address: replyTo } }),
      subject: message.subject,
      text: message.text,
      html: message.html,
      textEncoding: 'base64',
      // Nothing in a template may make the composer read a file or fetch a page.
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(unsubscribeUrl === undefined
        ? {}
        : {
            headers: {
              'List-Unsubscribe': { prepared: true, value: `<${unsubscribeUrl}>` },
              'List-Unsubscribe-Post': { prepared: true, value: 'List-Unsubscribe=One-Click' },
            },
          }),
    });
    composer.compile().build((error, source) => (error ? reject(error) : resolve(source)));
  });
