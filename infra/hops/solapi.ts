import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { houseOf } from '../house/house.ts';

/** Solapi, the carrier of Korean texts and AlimTalk: its key, and what a function that calls it finds in its environment. */
export interface Solapi {
  readonly secret: ISecret;
  readonly environment: { readonly SOLAPI_SECRET_ARN: string; readonly SOLAPI_URL: string };
}

export const createSolapi = (scope: Construct): Solapi => {
  const secret = new Secret(scope, 'SolapiSecret', {
    description: 'Key of Solapi. Fill in apiKey and apiSecret; set webhookSecret in the console of Solapi.',
    removalPolicy: houseOf(scope).stateful,
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ apiKey: '', apiSecret: '' }),
      generateStringKey: 'webhookSecret',
      passwordLength: 40,
      excludePunctuation: true,
    },
  });
  return { secret, environment: { SOLAPI_SECRET_ARN: secret.secretArn, SOLAPI_URL: 'https://api.solapi.com' } };
};
