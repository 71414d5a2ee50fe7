import type { Report } from '../answers/report.ts';
import { useWords } from '../words/language.tsx';
import { useShop } from './shop.tsx';
import { Slip } from './slip.tsx';

interface ReceiptProps {
  readonly report: Report;
  readonly name: string;
}

export const Receipt = ({ report, name }: ReceiptProps) => {
  const words = useWords();
  const { settings, format } = useShop();
  return (
    <Slip
      shop={settings?.brand.name ?? words.brand}
      title={words.slip.title}
      name={name}
      when=""
      lines={[
        {
          id: 'audience',
          label: words.campaigns.audience,
          value: format.number(report.audience),
          weight: 'plain',
          explain: 'x',
        },
      ]}
      foot={words.slip.thanks}
    />
  );
};
