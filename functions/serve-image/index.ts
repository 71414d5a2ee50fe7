import { S3Client } from '@aws-sdk/client-s3';
import { createImageReader } from '../../shared/templates/image-files.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);

export const handler = createHandler(createImageReader(new S3Client({}), environment.IMAGE_BUCKET));
