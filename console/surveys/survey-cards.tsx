// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import * as z from 'zod';
import type { Report } from '../../shared/insights/report-schema.ts';
import { groupOf, scoresOf } from '../../shared/templates/survey.ts';
import { Bars } from '../charts/bars.tsx';
import { Chart } from '../charts/chart.tsx';
import { IntervalBar } from '../experiments/interval-bar.tsx';
import { Card } from '../parts/page.tsx';
import { Pages } from '../parts/pages-of.tsx';
import { useFormat } from '../parts/shop.tsx';
import { listOf, withQuery } from '../platform/api.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import { SURVEY_WORDS } from './words.ts';

const answersSchema = listOf(
  z.object({
    customerId: z.string(),
    score: z.number(),
    group: z.string(),
    comment: z.string().nullable(),
    at: z.string(),
  }),
);
type Answer = z.infer<typeof answersSchema>['data'][number];
type Survey = Report['surveys'][number];

/** As in the measure of satisfaction: below so many answers a figure would be an anecdote. */
const ENOUGH = 30;
const MASKED = '***';

const HEIGHT = 150;

/** People by score. */
const Distribution = ({ survey }: { readonly survey: Survey }) => {
  const words = SURVEY_WORDS[useLanguage().language];
  const format = useFormat();
  const scores = scoresOf(survey.kind);
  const groups = scores.map((score) => groupOf(survey.kind, score));
  const figures = {
    head: words.score,
    labels: scores.map((score, index) => `${score} ${wordOf(words.groups, groups[index] ?? '')}`),
    columns: [{ name: words.people, values: scores.map((score) => survey.scores[score] ?? 0), show: format.number }],
  };
  return (
    <Chart
      name={words.titles[survey.kind]}
      file={`survey-${survey.kind}`}
      figures={figures}
      height={HEIGHT}
      draw={(width) => (
        <Bars
          figures={figures}
          width={width}
          height={HEIGHT}
          axis={scores.map(String)}
          kind={(index) => `bar ${groups[index] ?? ''}`}
        />
      )}
      latestFirst
    />
  );
};

const SurveyCard = ({ survey }: { readonly survey: Survey }) => {
  const { language } = useLanguage();
  const words = SURVEY_WORDS[language];
  const format = useFormat();
  const { kind, answers, rate, value, interval } = survey;
  const shown = (points: number): string =>
    kind === 'nps' ? format.number(Math.round(points)) : format.percent(points);
  const said = value === null ? '–' : words[kind](shown(value));
  const range = interval ? words.interval(shown(interval.low), shown(interval.high)) : '';
  return (
    <Card title={words.titles[kind]}>
      <p>
        <strong>{said}</strong>{' '}
        <small>{words.answers(format.number(answers), rate === null ? '–' : format.percent(rate))}</small>
      </p>
      {value !== null && interval ? (
        <p>
          {kind === 'nps' ? (
            <IntervalBar value={value} interval={interval} reach={100} label={`${said}, ${range}`} />
          ) : null}
          <small>{range}</small>
        </p>
      ) : null}
      {answers < ENOUGH ? <p class="quiet-line">{words.few}</p> : null}
      <Distribution survey={survey} />
    </Card>
  );
};

const Answers = ({ rows }: { readonly rows: readonly Answer[] }) => {
  const words = SURVEY_WORDS[useLanguage().language];
  const format = useFormat();
  return (
    <>
      <table class="list">
        <thead>
          <tr>
            <th scope="col">{words.customer}</th>
            <th scope="col">{words.score}</th>
            <th scope="col">{words.comment}</th>
            <th scope="col" class="figure roomy">
              {words.at}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.customerId} ${row.at}`}>
              <th scope="row">
                <Link to={{ page: 'customer', id: row.customerId }} class="list-link">
                  {row.customerId}
                </Link>
              </th>
              <td>
                {row.score} <small>{wordOf(words.groups, row.group)}</small>
              </td>
              <td>{row.comment ?? ''}</td>
              <td class="figure roomy">{format.dateTime(row.at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.some(({ comment }) => comment === MASKED) ? <p class="quiet-line">{words.masked}</p> : null}
    </>
  );
};

/** What people answered to a campaign, and in which words. */
export const SurveyCards = ({ report }: { readonly report: Report }) => {
  const words = SURVEY_WORDS[useLanguage().language];
  const api = useApi();
  const { campaignId } = report;
  const load = async (cursor: string | undefined) =>
    (await api.get(withQuery('/v1/answers', { campaign: campaignId, limit: 25, cursor }), answersSchema)).value;
  return (
    <>
      {report.surveys.map((survey) => (
        <SurveyCard key={survey.kind} survey={survey} />
      ))}
      <Card title={words.list}>
        <Pages name={campaignId} load={load} empty={<p class="quiet-line">{words.none}</p>}>
          {(rows) => <Answers rows={rows} />}
        </Pages>
      </Card>
    </>
  );
};
