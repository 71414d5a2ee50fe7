import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Show } from '../parts/states.tsx';
import { useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { holdoutSchema } from './answers.ts';
import { Estimate } from './estimate.tsx';
import { useImpactWords } from './words.ts';

/** Month by month, everybody against those who get no ads at all. */
export const HoldoutCard = () => {
  const { language } = useLanguage();
  const words = useImpactWords();
  const format = useFormat();
  const api = useApi();
  const [loaded, reload] = useLoad('holdout', (signal) => api.get('/v1/reports/holdout', holdoutSchema, signal));
  const bought = ({ people, buyers }: { readonly people: number; readonly buyers: number }): string =>
    words.bought(format.number(buyers), format.number(people));
  return (
    <Card title={words.holdout}>
      <Show loaded={loaded} retry={reload} rows={2}>
        {({ value: { data, since, currency, definition } }) =>
          since === null || data.length === 0 ? (
            <p class="quiet-line">{since === null ? words.noHoldout : words.noMonth(format.date(since))}</p>
          ) : (
            <>
              <table class="list impact" aria-label={words.holdout}>
                <thead>
                  <tr>
                    <th scope="col">{words.month}</th>
                    {[words.open, words.held, words.allAds].map((name) => (
                      <th key={name} scope="col" class="figure">
                        {name}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {data.map(({ month, complete, held, open, extraRevenue }) => (
                    <tr key={month}>
                      <th scope="row">
                        {month}
                        {complete ? null : <small class="below">{words.notOver}</small>}
                      </th>
                      <td class="figure" data-label={words.open}>
                        {bought(open)}
                      </td>
                      <td class="figure" data-label={words.held}>
                        {bought(held)}
                      </td>
                      <td class="figure" data-label={words.allAds}>
                        <Estimate estimate={extraRevenue} currency={currency} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
              <details class="definition">
                <summary>{words.definition}</summary>
                <p>{definition[language]}</p>
              </details>
            </>
          )
        }
      </Show>
    </Card>
  );
};
