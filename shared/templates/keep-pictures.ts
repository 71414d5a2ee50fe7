import * as z from 'zod';
import { type Clock, toIso } from '../platform/clock.ts';
import { log } from '../platform/log.ts';
import type { Solapi } from '../solapi/client.ts';
import type { ImageReader } from './image-files.ts';
import { MMS, type Picture } from './picture.ts';
import type { PictureStore } from './picture-store.ts';

const keptSchema = z.object({ fileId: z.string().min(1).max(200) });
const faultSchema = z.object({ errorCode: z.string(), errorMessage: z.string().optional() });

interface KeepDeps {
  readonly solapi: Solapi;
  readonly pictures: Pick<PictureStore, 'wanted' | 'put'>;
  readonly files: ImageReader;
  readonly clock: Clock;
}

/** Throws while it may go well another time: the key is wrong, the platform busy. */
const handOver = async ({ solapi, files, clock }: KeepDeps, name: string): Promise<Picture> => {
  const at = toIso(clock());
  const bytes = await files.read(name);
  if (!bytes) return { state: 'refused', reason: 'the picture is not hosted any more', at };
  const { status, body } = await solapi.call('POST', '/storage/v1/files', {
    body: { file: bytes.toString('base64'), type: MMS, name },
  });
  if (status === 200) return { state: 'kept', fileId: keptSchema.parse(body).fileId, at };
  const fault = faultSchema.safeParse(body).data;
  if (status !== 400 || !fault)
    throw new Error(`Solapi answered ${status} ${fault?.errorCode ?? ''} to a picture of a text.`);
  return { state: 'refused', reason: `${fault.errorCode} ${fault.errorMessage ?? ''}`.trim().slice(0, 300), at };
};

/**
 * Hands pictures that templates name to the carrier (`POST /storage/v1/files`, storage service of solapi-nodejs); answers how many it took. Twice the
 * same picture is two files there, and either may be named.
 */
export const keepPictures = async (deps: KeepDeps): Promise<number> => {
  let kept = 0;
  for (const name of await deps.pictures.wanted(MMS)) {
    try {
      const picture = await handOver(deps, name);
      await deps.pictures.put(MMS, name, picture);
      if (picture.state === 'kept') kept += 1;
    } catch (error) {
      // One that cannot be handed over must not keep the others waiting.
      log.warn('a picture of a text could not be handed to Solapi', { name, reason: String(error) });
    }
  }
  return kept;
};
