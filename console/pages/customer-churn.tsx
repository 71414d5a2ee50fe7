// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { churnSchema } from '../../shared/profiles/profile.ts';
import { churnSentence } from '../../shared/scoring/churn-words.ts';
import type { Customer } from '../answers/customer.ts';
import { Card, Fact, Facts } from '../parts/page.tsx';
import { useNames } from '../parts/segment-name.ts';
import { useFormat } from '../parts/shop.tsx';
import { Status } from '../parts/status.tsx';
import { useLanguage } from '../words/language.tsx';
import { SCORE_WORDS } from './customer-churn-words.ts';

/** The sentence comes from the same words as the terminal's, if the answer carries the rule and its numbers. */
const useChurnReason = () => {
  const { language, words } = useLanguage();
  return (churn: Customer['churn']): string | undefined => {
    const reason = churn?.reason;
    if (!reason) return undefined;
    if (typeof reason === 'string') return reason;
    if (reason.code === 'not_computed') return words.customer.notScored;
    const known = churnSchema.pick({ flag: true, reason: true }).safeParse(churn);
    return known.success ? churnSentence(known.data, language) : (reason.text ?? reason.code);
  };
};

/** How well the same method told the last weeks. */
const Trust = ({ backtest }: { readonly backtest: Customer['backtest'] }) => {
  const { language } = useLanguage();
  const format = useFormat();
  if (!backtest) return null;
  const { until, days, meanError, flagsRight } = backtest;
  return (
    <p class="quiet-line">
      {SCORE_WORDS[language].trust(format.date(until), days, format.number(meanError), format.percent(flagsRight, 0))}
    </p>
  );
};

const Value = ({ value }: { readonly value: NonNullable<Customer['value']> }) => {
  const words = SCORE_WORDS[useLanguage().language];
  const format = useFormat();
  const { expectedOrders12m: orders, expectedOrderValue: worth, clv12m, reason } = value;
  const missing = typeof reason === 'string' ? reason : (reason?.text ?? words.noFigure);
  return (
    <>
      {typeof orders === 'number' ? <Fact name={words.orders}>{words.times(format.number(orders))}</Fact> : null}
      {worth ? <Fact name={words.orderValue}>{format.money(worth)}</Fact> : null}
      <Fact name={words.value}>
        {clv12m ? format.money(clv12m) : missing}
        {clv12m ? <small class="quiet-line"> · {words.valueHint}</small> : null}
      </Fact>
    </>
  );
};

export const ChurnCard = ({ customer }: { readonly customer: Customer }) => {
  const { language, words } = useLanguage();
  const own = SCORE_WORDS[language];
  const format = useFormat();
  const names = useNames();
  const reasonOf = useChurnReason();
  const { churn, value, firstOrder, backtest } = customer;
  if (!churn) return null;
  const reason = reasonOf(churn);
  const span = churn.expectedNextOrder;
  return (
    <Card title={words.customer.churn} aside={<Status code={churn.flag} word={names.churn(churn.flag)} />}>
      {reason ? <p class="reason">{reason}</p> : null}
      <Facts>
        {typeof churn.pAlive === 'number' ? <Fact name={own.pAlive}>{format.percent(churn.pAlive, 0)}</Fact> : null}
        {firstOrder ? (
          <Fact name={own.firstOrder(firstOrder.withinDays)}>{format.percent(firstOrder.chance, 0)}</Fact>
        ) : null}
        {churn.expectedNextOrderAt ? (
          <Fact name={own.expectedNext}>
            {format.date(churn.expectedNextOrderAt)}
            {span ? (
              <small class="quiet-line"> · {own.between(format.date(span.from), format.date(span.to))}</small>
            ) : null}
          </Fact>
        ) : null}
        {value ? <Value value={value} /> : null}
      </Facts>
      <Trust backtest={backtest} />
    </Card>
  );
};
