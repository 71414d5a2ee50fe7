import { SHARED_EMULATOR, startEmulator } from './emulator.ts';

/** One emulator for all files of a run: to start one takes longer than most files do. */
export default async (): Promise<(() => Promise<void>) | undefined> => {
  if (process.env[SHARED_EMULATOR] !== undefined) return undefined;
  const { endpoint, stop } = await startEmulator();
  process.env[SHARED_EMULATOR] = endpoint;
  return stop;
};
