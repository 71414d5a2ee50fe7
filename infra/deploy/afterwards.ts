import { AlreadyExistsException, CreateEmailIdentityCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import type { Answers } from './answers.ts';
import { quoted } from './plan.ts';

interface Deployed {
  readonly outputs: Readonly<Record<string, string>>;
  readonly ses: Pick<SESv2Client, 'send'>;
  readonly say: (line: string) => void;
}

/** Makes the sender identity where there is none, and says what a person has to do. */
export const settleIn = async (answers: Answers, { outputs, ses, say }: Deployed): Promise<void> => {
  const { senderDomain, brand } = answers;
  say(`\nDangol answers at ${outputs.Url}\n\nWhat is left to do:`);
  if (senderDomain !== undefined) {
    try {
      const made = await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: senderDomain }));
      say(`- Put these records into the DNS of ${senderDomain}; mails are signed with them (DKIM):`);
      for (const token of made.DkimAttributes?.Tokens ?? [])
        say(`    CNAME ${token}._domainkey.${senderDomain} ${token}.dkim.amazonses.com`);
      say(`    TXT _dmarc.${senderDomain} "v=DMARC1; p=none; rua=mailto:dmarc@${senderDomain}"`);
    } catch (error) {
      if (!(error instanceof AlreadyExistsException)) throw error;
      say(`- ${senderDomain} is known to SES already.`);
    }
  }
  const table = outputs.DefinitionsTable;
  say(
    `- The first person who may sign in:\n    npm run users -- invite you@shop.example --role admin --pool ${outputs.UserPool}`,
  );
  say(`- The first admin key, shown once:\n    npm run keys -- --table ${table} --name me --role admin`);
  say(`- A key for the shop’s web page:\n    npm run keys -- --table ${table} --name web --scope write`);
  if (brand !== undefined)
    say(
      `- The name of the sender, with that admin key:\n    curl -X PUT ${outputs.Url}/v1/settings -H 'authorization: Bearer KEY' -H 'content-type: application/json' -d ${quoted(JSON.stringify({ brand: { name: brand } }))}`,
    );
  if (answers.options.alarmMail !== undefined) say(`- Confirm the mail that AWS sent to ${answers.options.alarmMail}.`);
  if (outputs.DomainTarget !== undefined) say(`- CNAME ${answers.options.domain} ${outputs.DomainTarget}`);
  say(
    `- What stands in the way of sending:\n    npm run doctor -- --region ${answers.region}${senderDomain === undefined ? '' : ` --domain ${senderDomain}`}`,
  );
};
