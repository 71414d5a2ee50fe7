import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { houseOf } from '../house/house.ts';

/** Firebase Cloud Messaging: its service account, and what a function that calls it finds in its environment. */
export interface Fcm {
  readonly secret: ISecret;
  readonly environment: {
    readonly FCM_SECRET_ARN: string;
    readonly FCM_URL: string;
    readonly FCM_TOKEN_URL: string;
  };
}

export const createFcm = (scope: Construct): Fcm => {
  const house = houseOf(scope);
  const secret = new Secret(scope, 'FcmSecret', {
    description: 'Service account of Firebase. Replace it with the JSON file that the console of Firebase hands out.',
    removalPolicy: house.stateful,
    ...(house.key ? { encryptionKey: house.key } : {}),
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ project_id: '', client_email: '', private_key: '' }),
      // A secret cannot be made without something to generate; nobody reads it.
      generateStringKey: 'unused',
      passwordLength: 32,
      excludePunctuation: true,
    },
  });
  return {
    secret,
    environment: {
      FCM_SECRET_ARN: secret.secretArn,
      FCM_URL: 'https://fcm.googleapis.com',
      FCM_TOKEN_URL: 'https://oauth2.googleapis.com/token',
    },
  };
};
