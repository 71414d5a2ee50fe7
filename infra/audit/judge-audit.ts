import * as z from 'zod';

const vulnerabilitySchema = z.object({
  name: z.string(),
  severity: z.enum(['info', 'low', 'moderate', 'high', 'critical']),
  range: z.string().default('*'),
  fixAvailable: z.unknown().optional(),
});
const reportSchema = z.object({ vulnerabilities: z.record(z.string(), vulnerabilitySchema) });
const errorSchema = z.object({ error: z.object({ code: z.string().optional(), summary: z.string().optional() }) });

export interface Verdict {
  /** `unknown`: the registry did not answer, so nothing is known, good or bad. */
  readonly kind: 'clean' | 'bad' | 'unknown';
  readonly lines: readonly string[];
}

/** Ways in that matter before a release; less is listed and stops nothing. */
const STOPS: ReadonlySet<string> = new Set(['high', 'critical']);

/** Reads what `npm audit --json` printed. */
export const judgeAudit = (printed: string): Verdict => {
  let answer: unknown;
  try {
    answer = JSON.parse(printed);
  } catch {
    return { kind: 'unknown', lines: ['npm audit printed no JSON; is npm there?'] };
  }
  const report = reportSchema.safeParse(answer);
  if (!report.success) {
    const refused = errorSchema.safeParse(answer);
    const why = refused.success ? (refused.data.error.summary ?? refused.data.error.code) : undefined;
    return {
      kind: 'unknown',
      lines: [`The registry could not be asked: ${why || 'no answer'}. Ask again when online.`],
    };
  }
  const found = Object.values(report.data.vulnerabilities);
  const lines = found.map(
    ({ name, severity, range, fixAvailable }) =>
      `${severity}: ${name} ${range}${fixAvailable ? ', a fix is there' : ''}`,
  );
  if (found.some(({ severity }) => STOPS.has(severity))) return { kind: 'bad', lines };
  return { kind: 'clean', lines: lines.length > 0 ? lines : ['No known vulnerability in what is deployed.'] };
};
