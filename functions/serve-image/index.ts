import { S3Client } from '@aws-sdk/client-s3';
import { createImageFiles } from '../../shared/templates/image-files.ts';
import { environmentSchema } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = environmentSchema.parse(process.env);

export const handler = createHandler(createImageFiles(new S3Client({}), environment.IMAGE_BUCKET));
