import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { customerSchema } from '../../../console/answers/customer.ts';
import { settingsAnswerSchema } from '../../../console/answers/settings.ts';
import { customerViewSchema } from '../../../shared/api/customer-view.ts';
import { recipientSchema } from '../../../shared/delivery/list-recipients.ts';
import { reportSchema } from '../../../shared/insights/report-schema.ts';
import { settingsSchema } from '../../../shared/settings/settings.ts';
import { emptyReport, recipients, report } from '../../browser/fixture-campaigns.ts';
import { minji, settings } from '../../browser/fixture-data.ts';

describe('the fixture server of the browser tests', () => {
  it('answers in the shapes of the API', () => {
    expect(customerViewSchema.safeParse(minji).error).toBeUndefined();
    expect(reportSchema.safeParse(report).error).toBeUndefined();
    expect(reportSchema.safeParse(emptyReport).error).toBeUndefined();
    expect(settingsSchema.safeParse(settings).error).toBeUndefined();
    for (const recipient of recipients) expect(recipientSchema.safeParse(recipient).error).toBeUndefined();
  });

  it('says what the console can read', () => {
    // The annotations are the check: a field that the two sides see differently fails the type check.
    const customer: z.input<typeof customerSchema> = customerViewSchema.parse(minji);
    const answer: z.input<typeof settingsAnswerSchema> = settingsSchema.parse(settings);
    expect(customerSchema.parse(customer)).toMatchObject({ id: 'kim-minji', stats: { revenue: [{}, {}] } });
    expect(settingsAnswerSchema.parse(answer)).toMatchObject({ timezone: 'Asia/Seoul' });
  });
});
