import * as z from 'zod';
import { type Clock, toIso } from '../platform/clock.ts';
import { log } from '../platform/log.ts';
import type { Solapi } from '../solapi/client.ts';
import type { ImageReader } from './image-files.ts';
import { PICTURE_USES, type Picture, type PictureUse } from './picture.ts';
import type { PictureStore } from './picture-store.ts';

const keptSchema = z.object({ fileId: z.string().min(1).max(200) });
const faultSchema = z.object({ errorCode: z.string().default(''), errorMessage: z.string().default('') });

/** Answers that say something of the account or of the hour, not of the picture: no money, no right, too slow, too many. */
const NOT_OF_THE_PICTURE: readonly number[] = [401, 402, 403, 408, 429];

/** Pictures handed over in one pass, the others come in the next. */
const AT_ONCE = 20;

interface KeepDeps {
  readonly solapi: Solapi;
  readonly pictures: Pick<PictureStore, 'wanted' | 'put'>;
  readonly files: ImageReader;
  readonly clock: Clock;
}

/** Throws while it may go well another time: the key is wrong, the platform busy. */
const handOver = async ({ solapi, files, clock }: KeepDeps, use: PictureUse, name: string): Promise<Picture> => {
  const at = toIso(clock());
  const bytes = await files.read(name);
  if (!bytes) return { state: 'refused', reason: 'the picture is not hosted any more', at };
  const { status, body } = await solapi.call('POST', '/storage/v1/files', {
    body: { file: bytes.toString('base64'), type: use, name },
  });
  if (status === 200) return { state: 'kept', fileId: keptSchema.parse(body).fileId, at };
  const { errorCode, errorMessage } = faultSchema.safeParse(body).data ?? { errorCode: '', errorMessage: '' };
  const reason = `HTTP ${status} ${errorCode} ${errorMessage}`.trim().slice(0, 300);
  if (status < 400 || status >= 500 || NOT_OF_THE_PICTURE.includes(status))
    throw new Error(`Solapi answered ${reason} to a picture.`);
  return { state: 'refused', reason, at };
};

/**
 * Hands pictures that templates name to the carrier (`POST /storage/v1/files`, storage service of solapi-nodejs), until `deadline`, ms; answers how many it
 * took. Twice the same picture is two files there, and either may be named.
 */
export const keepPictures = async (deps: KeepDeps, deadline: number): Promise<number> => {
  const wanted: { readonly use: PictureUse; readonly name: string }[] = [];
  for (const use of PICTURE_USES) wanted.push(...(await deps.pictures.wanted(use)).map((name) => ({ use, name })));
  let kept = 0;
  for (const { use, name } of wanted.slice(0, AT_ONCE)) {
    if (deps.clock() >= deadline) break;
    try {
      const picture = await handOver(deps, use, name);
      await deps.pictures.put(use, name, picture);
      if (picture.state === 'kept') kept += 1;
    } catch (error) {
      // One that cannot be handed over must not keep the others waiting.
      log.warn('a picture could not be handed to Solapi', { name, use, reason: String(error) });
    }
  }
  return kept;
};
