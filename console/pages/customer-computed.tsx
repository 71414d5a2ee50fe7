import type { Customer } from '../answers/customer.ts';
import { valueText } from '../format/value.ts';
import { Card, Fact, Facts } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { useWords } from '../words/language.tsx';

const INSTANT = /^\d{4}-\d\d-\d\dT/;

/** Figures that are computed of a person's events; what nothing says is left out, what can no longer be told is named. */
export const ComputedCard = ({ computed }: Pick<Customer, 'computed'>) => {
  const words = useWords();
  const format = useFormat();
  const shown = computed.filter(({ reason }) => reason !== 'no_data');
  if (shown.length === 0) return null;
  const text = (value: Customer['computed'][number]['value']): string => {
    if (value === null) return words.customer.tooMany;
    if (typeof value === 'number') return format.number(value);
    return typeof value === 'string' && INSTANT.test(value) ? format.date(value) : valueText(value);
  };
  return (
    <Card title={words.customer.computed}>
      <Facts>
        {shown.map(({ name, title, value }) => (
          <Fact key={name} name={title}>
            {text(value)}
          </Fact>
        ))}
      </Facts>
    </Card>
  );
};
