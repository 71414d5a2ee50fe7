import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { ExportFiles } from '../../shared/exports/export-files.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { Dynamo } from '../../shared/platform/dynamo.ts';
import type { ProviderSecret } from '../../shared/platform/provider-secret.ts';
import type { DefinitionStore } from '../../shared/settings/definition-store.ts';
import type { SettingsStore } from '../../shared/settings/settings-store.ts';
import type { ImageFiles } from '../../shared/templates/image-files.ts';
import type { VapidKey } from '../../shared/webpush/vapid.ts';
import type { Environment } from './environment.ts';

/** What every route file may use; each makes its own stores from these. */
export interface Services {
  readonly environment: Environment;
  readonly clock: Clock;
  readonly dynamo: Dynamo;
  readonly sqs: SQSClient;
  readonly sfn: SFNClient;
  readonly cognito: CognitoIdentityProviderClient;
  readonly exportFiles: ExportFiles;
  readonly imageFiles: ImageFiles;
  readonly definitions: DefinitionStore;
  readonly settings: SettingsStore;
  /** Hex key of tokens and address hashes, read once from Secrets Manager. */
  readonly signingKey: () => Promise<string>;
  /** Keys of the providers, a part each. */
  readonly providerSecret: ProviderSecret;
  /** The key of web push, of the last five minutes: what a public key may ask must not cost a read of a secret each time. */
  readonly vapidKey: () => Promise<VapidKey>;
}
