import { describe, expect, it } from 'vitest';
import { judgeAudit } from '../../../infra/audit/judge-audit.ts';

const report = (severity: string) =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: {
      nodemailer: {
        name: 'nodemailer',
        severity,
        isDirect: true,
        via: [],
        effects: [],
        range: '<7.0.7',
        nodes: [],
        fixAvailable: true,
      },
    },
    metadata: { vulnerabilities: { info: 0, low: 0, moderate: 0, high: 1, critical: 0, total: 1 } },
  });

describe('npm run audit', () => {
  it.each(['high', 'critical'])('stops at a way in that is %s', (severity) => {
    expect(judgeAudit(report(severity))).toEqual({
      kind: 'bad',
      lines: [`${severity}: nodemailer <7.0.7, a fix is there`],
    });
  });

  it('lists what is less and goes on', () => {
    expect(judgeAudit(report('moderate')).kind).toBe('clean');
    expect(judgeAudit(JSON.stringify({ vulnerabilities: {} })).lines).toEqual([
      'No known vulnerability in what is deployed.',
    ]);
  });

  it.each([
    ['', /no JSON/],
    ['npm ERR! network', /no JSON/],
    [
      JSON.stringify({
        error: { code: 'ENOAUDIT', summary: 'Your configured registry does not support audit requests.' },
      }),
      /could not be asked: Your configured/,
    ],
    [JSON.stringify({ message: 'request failed' }), /could not be asked: no answer/],
  ])('says that nothing is known where the registry gave no answer: %s', (printed, words) => {
    const { kind, lines } = judgeAudit(printed);
    expect(kind).toBe('unknown');
    expect(lines[0]).toMatch(words);
  });
});
