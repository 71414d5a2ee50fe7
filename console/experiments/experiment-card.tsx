import { useState } from 'preact/hooks';
import * as z from 'zod';
import type { Experiment } from '../../shared/insights/experiment-schema.ts';
import type { Report } from '../../shared/insights/report-schema.ts';
import type { Campaign } from '../answers/campaign.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Status } from '../parts/status.tsx';
import { segment } from '../platform/api.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import { Evidence } from './evidence.tsx';
import { EXPERIMENT_WORDS, toneOf } from './words.ts';

/** States in which somebody is still to be written to. */
const OPEN = new Set(['scheduled', 'launching', 'sending', 'paused']);

interface ExperimentCardProps {
  readonly campaign: Campaign;
  readonly report: Report;
  readonly experiment: Experiment;
  readonly reload: () => void;
}

/** The verdict in one sentence, the versions beside each other, and below them how it is known. */
export const ExperimentCard = ({ campaign, report, experiment, reload }: ExperimentCardProps) => {
  const { language } = useLanguage();
  const words = EXPERIMENT_WORDS[language];
  const format = useFormat();
  const api = useApi();
  const [asking, setAsking] = useState<string>();
  const competing = campaign.arms ?? [];
  const nameOf = (arm: string): string => {
    if (arm === 'control') return words.control;
    const named = report.arms.find((each) => each.arm === arm)?.name ?? arm;
    return competing.length === 0 ? words.received : named;
  };
  const { verdict } = experiment;
  const { eligible } = report.control;
  const rows = [
    ...report.arms.filter(({ arm }) => arm !== 'rest').map((each) => ({ ...each, people: each.sent })),
    ...(eligible.size > 0 ? [{ ...eligible, arm: 'control', people: eligible.size, clicked: undefined }] : []),
  ];
  const mayChoose = competing.length > 0 && !campaign.winner && OPEN.has(campaign.status);
  return (
    <Card title={words.title} class="experiment">
      <p class="verdict">
        <Status code={toneOf(verdict.kind)} word={wordOf(words.kinds, verdict.kind)} />
        <strong>{verdict.says[language]}</strong>
      </p>
      {campaign.winner ? <p>{words.chosen(nameOf(campaign.winner.arm), format.dateTime(campaign.winner.at))}</p> : null}
      {report.hypothesis ? (
        <p class="quiet-line">
          {words.hypothesis}: {report.hypothesis}
        </p>
      ) : null}
      <table class="list arms">
        <thead>
          <tr>
            <th scope="col">{words.arm}</th>
            <th scope="col" class="figure">
              {words.people}
            </th>
            <th scope="col" class="figure">
              {words.clicked}
            </th>
            <th scope="col" class="figure">
              {words.reached}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.arm}>
              <th scope="row">
                {nameOf(row.arm)}
                {mayChoose && row.arm !== 'control' ? (
                  <button type="button" class="text-button" onClick={() => setAsking(row.arm)}>
                    {words.choose}
                  </button>
                ) : null}
              </th>
              <td class="figure">{format.number(row.people)}</td>
              <td class="figure">{row.clicked === undefined ? '–' : format.number(row.clicked)}</td>
              <td class="figure">
                {format.number(row.converted)}
                <small> {row.people > 0 ? format.percent(row.converted / row.people) : ''}</small>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {report.holdout.size > 0 ? (
        <p class="quiet-line">
          {words.holdout(format.number(report.holdout.size), format.number(report.holdout.converted))}
        </p>
      ) : null}
      <details>
        <summary>{words.details}</summary>
        <Evidence experiment={experiment} nameOf={nameOf} currency={report.currency} />
      </details>
      {asking === undefined ? null : (
        <Confirm
          title={words.chooseAsk(nameOf(asking))}
          text={words.chooseText}
          action={words.choose}
          run={async () => {
            const path = `/v1/campaigns/${segment(campaign.id)}/winner`;
            await api.change(path, z.unknown(), { method: 'POST', body: { arm: asking } });
            reload();
          }}
          close={() => setAsking(undefined)}
        />
      )}
    </Card>
  );
};
