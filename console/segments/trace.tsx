import { useState } from 'preact/hooks';
import { type TraceNode, traceSchema } from '../answers/segments.ts';
import { valueText } from '../format/value.ts';
import { TextField } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Failure } from '../parts/states.tsx';
import { segment, withQuery } from '../platform/api.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import { SEGMENT_WORDS } from './words.ts';

const Node = ({ node }: { readonly node: TraceNode }) => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const format = useFormat();
  const found = (value: unknown): string => {
    if (value === null) return words.nothing;
    return typeof value === 'number' ? format.number(value) : valueText(value);
  };
  // Of a condition that has parts (a segment that was opened) the parts say what was found.
  const value = node.value === undefined || node.parts ? null : <small>{words.found(found(node.value))}</small>;
  return (
    <li class={node.holds ? 'trace holds' : 'trace fails'}>
      <p>
        <b class="trace-mark">{node.holds ? words.yes : words.no}</b>
        <span>{node.sentence?.[language] ?? wordOf(words.groups, node.kind)}</span>
        {value}
      </p>
      {node.parts ? (
        <ul class="plain">
          {node.parts.map((part, index) => (
            <Node key={index} node={part} />
          ))}
        </ul>
      ) : null}
    </li>
  );
};

/** Why one person is in a segment or not, part by part. */
export const Trace = ({ id }: { readonly id: string }) => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const format = useFormat();
  const api = useApi();
  const [customer, setCustomer] = useState('');
  const [told, setTold] = useState<ReturnType<typeof traceSchema.parse>>();
  const { busy, error, submit } = useSubmit(async () => {
    const path = withQuery(`/v1/segments/${segment(id)}/trace`, { customer: customer.trim() });
    setTold((await api.get(path, traceSchema)).value);
  });
  return (
    <Card title={words.trace}>
      <form class="segment-ask" onSubmit={submit}>
        <TextField name={words.traceCustomer} value={customer} change={setCustomer} required />
        <button type="submit" class="button" disabled={busy || customer.trim() === ''}>
          {words.traceAsk}
        </button>
      </form>
      {error ? <Failure error={error} /> : null}
      {told && !error ? (
        <div aria-live="polite">
          <p>
            <Link to={{ page: 'customer', id: told.customerId }}>{told.customerId}</Link>
            {' · '}
            <b>{told.holds ? words.traceIn : words.traceOut}</b>
          </p>
          {told.lastRun ? (
            <p class="quiet-line">{words.traceRun(told.lastRun.member, format.date(told.lastRun.asOf))}</p>
          ) : null}
          {told.bar ? <p class="quiet-line">{wordOf(words.bars, told.bar)}</p> : null}
          <ul class="plain">
            <Node node={told.tree} />
          </ul>
        </div>
      ) : null}
    </Card>
  );
};
