import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DangolError } from '../../shared/platform/errors.ts';
import { ROLES } from '../../shared/settings/roles.ts';
import { userEmailSchema, userNameSchema } from '../../shared/users/user.ts';
import { createUserPool } from '../../shared/users/user-pool.ts';
import { readFlags } from './read-flags.ts';

const USAGE = `Usage: npm run users -- invite <email> --role viewer|author|approver|admin --pool <user pool> [--name <user name>]
       npm run users -- list --pool <user pool>
The pool's id is the output "UserPool" of the deployed stack. The name is the address up to the @ unless told. The first admin is
invited here; the others may be invited in the console, settings, or by POST /v1/users.`;

const wrong = (text: string): void => {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
};

const main = async (): Promise<void> => {
  const { values, positionals } = readFlags(USAGE, {
    allowPositionals: true,
    options: { pool: { type: 'string' }, role: { type: 'string' }, name: { type: 'string' } },
  });
  const [command, address = ''] = positionals;
  if (!values.pool) return wrong(USAGE);
  const pool = createUserPool(new CognitoIdentityProviderClient({}), values.pool);
  if (command === 'list') {
    let after: string | undefined;
    do {
      const page = await pool.list(60, after);
      for (const { name, email, role, state } of page.users)
        process.stdout.write(`${[name, email, role ?? '-', state].join('\t')}\n`);
      after = page.next;
    } while (after !== undefined);
    return;
  }
  const role = ROLES.find((known) => known === values.role);
  const email = userEmailSchema.safeParse(address);
  const name = userNameSchema.safeParse(values.name ?? address.split('@')[0]);
  if (command !== 'invite' || !role || !email.success || !name.success) return wrong(USAGE);
  try {
    await pool.invite(name.data, email.data, role);
    process.stdout.write(
      `Invited ${name.data} as ${role}; the mail to ${email.data} holds a temporary password for 7 days.\n`,
    );
  } catch (error) {
    if (!(error instanceof DangolError)) throw error;
    wrong(error.message);
  }
};

await main();
