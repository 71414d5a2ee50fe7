import * as z from 'zod';
import { createRandom } from './random.ts';

const share = z.number().min(0).max(1).default(0);

/** What goes wrong on purpose: shares from 0 to 1 of batches, invocations and calls. */
export const faultsSchema = z.strictObject({
  seed: z.number().int().default(1),
  duplicateBatches: share,
  killInvocations: share,
  /** Functions that are killed, by the beginning of their logical id; all of them if absent. */
  killOnly: z.array(z.string().min(1)).optional(),
  throttleDynamo: share,
  failProvider: share,
  loseProviderAnswer: share,
});

export type FaultShares = z.infer<typeof faultsSchema>;
export type FaultSettings = z.input<typeof faultsSchema>;

export interface Faults {
  shares(): FaultShares;
  set(settings: FaultSettings): FaultShares;
  random(): number;
  duplicate(): boolean;
  /** When an invocation of the function, of about `typicalMs`, is to be killed, or undefined for most. */
  killAfter(logicalId: string, typicalMs: number): number | undefined;
  /** What the providers' stand-ins ask for. */
  provider(): { failProvider: number; loseProviderAnswer: number; random: () => number };
}

export function createFaults(): Faults {
  let shares = faultsSchema.parse({});
  let random = createRandom(shares.seed);
  const chance = (share: number): boolean => share > 0 && random() < share;
  return {
    shares: () => shares,
    set: (settings) => {
      shares = faultsSchema.parse(settings);
      random = createRandom(shares.seed);
      return shares;
    },
    random: () => random(),
    duplicate: () => chance(shares.duplicateBatches),
    killAfter: (logicalId, typicalMs) => {
      const { killInvocations, killOnly } = shares;
      if (killOnly && !killOnly.some((beginning) => logicalId.startsWith(beginning))) return undefined;
      return chance(killInvocations) ? Math.floor(random() * typicalMs * 1.5) : undefined;
    },
    provider: () => ({
      failProvider: shares.failProvider,
      loseProviderAnswer: shares.loseProviderAnswer,
      random: () => random(),
    }),
  };
}
