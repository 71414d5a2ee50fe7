// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Show } from '../parts/states.tsx';
import { useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { type Channels, channelsSchema, hoursSchema, type Measures, measuresSchema } from './answers.ts';
import { Download } from './download.tsx';
import { HoursGrid } from './hours.tsx';
import { MEASURE_WORDS } from './words.ts';

type Measure = Measures['data'][number];

const useMeasureWords = () => MEASURE_WORDS[useLanguage().language];

const useTell = (currency: string) => {
  const words = useMeasureWords();
  const format = useFormat();
  const short = (value: number): string => format.number(Math.round(value * 10) / 10);
  return (value: number, unit: string): string => {
    switch (unit) {
      case 'share':
        return format.percent(value);
      case 'money':
        return format.money({ amount: Math.round(value), currency });
      case 'days':
        return words.days(short(value));
      case 'seconds':
        return words.seconds(short(value));
      case 'times':
        return words.times(format.number(Math.round(value * 100) / 100));
      default:
        return short(value);
    }
  };
};

const Row = ({ measure, currency }: { readonly measure: Measure; readonly currency: string }) => {
  const { language } = useLanguage();
  const words = useMeasureWords();
  const format = useFormat();
  const tell = useTell(currency);
  const { name, definition, value, unit, interval, missing, numerator, denominator } = measure;
  return (
    <tr>
      <th scope="row">
        {name[language]}
        <small class="below">{definition[language]}</small>
      </th>
      <td class="figure" data-label={words.value}>
        {value === null ? (
          <>
            <span class="quiet-line">{words.missing}</span>
            <small class="below">{missing?.[language]}</small>
          </>
        ) : (
          <b>{tell(value, unit)}</b>
        )}
        {interval ? (
          <small class="below">{words.between(tell(interval.low, unit), tell(interval.high, unit))}</small>
        ) : null}
      </td>
      <td class="figure" data-label={words.madeOf}>
        {numerator ? `${format.number(numerator.value)} ÷ ` : ''}
        {denominator ? format.number(denominator.value) : ''}
        <small class="below">
          {[numerator, denominator].flatMap((side) => (side ? [side.label[language]] : [])).join(' ÷ ')}
        </small>
      </td>
    </tr>
  );
};

const All = ({ measures }: { readonly measures: Measures }) => {
  const words = useMeasureWords();
  const { from, to, currency, data } = measures;
  const format = useFormat();
  return (
    <Card
      title={words.title}
      aside={<small class="quiet-line">{words.span(format.date(from), format.date(to))}</small>}
    >
      <table class="list impact measures" aria-label={words.title}>
        <thead>
          <tr>
            <th scope="col">{words.measure}</th>
            <th scope="col" class="figure">
              {words.value}
            </th>
            <th scope="col" class="figure">
              {words.madeOf}
            </th>
          </tr>
        </thead>
        <tbody>
          {data.map((measure) => (
            <Row key={measure.id} measure={measure} currency={currency} />
          ))}
        </tbody>
      </table>
      <div class="downloads">
        <Download path="/v1/reports/measures?format=csv" name={`measures-${to}.csv`}>
          {words.csv}
        </Download>
        <Download path="/v1/reports/impact?format=csv" name={`campaigns-${to}.csv`}>
          {words.campaigns}
        </Download>
        <Download path="/v1/reports/attribution?format=csv" name={`attribution-${to}.csv`}>
          {words.attribution}
        </Download>
        <Download path="/v1/reports/segments?format=csv" name={`segments-${to}.csv`}>
          {words.segments}
        </Download>
      </div>
    </Card>
  );
};

const RATES = ['openRate', 'clickRate', 'conversionRate', 'leafletRate'] as const;

const ChannelTable = ({ channels }: { readonly channels: Channels['data'] }) => {
  const words = useMeasureWords();
  const format = useFormat();
  const names = ['sent', ...RATES, 'lost'] as const;
  return (
    <table class="list impact" aria-label={words.channels}>
      <thead>
        <tr>
          <th scope="col">{words.channel}</th>
          {names.map((name) => (
            <th key={name} scope="col" class="figure">
              {words.columns[name]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {channels.map((line) => (
          <tr key={line.channel}>
            <th scope="row">{words.channelNames[line.channel] ?? line.channel}</th>
            <td class="figure" data-label={words.columns.sent}>
              {format.number(line.sent)}
            </td>
            {RATES.map((rate) => {
              const value = line[rate];
              return (
                <td key={rate} class="figure" data-label={words.columns[rate]}>
                  {value === null ? words.missing : format.percent(value)}
                </td>
              );
            })}
            <td class="figure" data-label={words.columns.lost}>
              {format.number(line.lost)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const Funnel = ({ measures }: { readonly measures: Measures }) => {
  const { language } = useLanguage();
  const words = useMeasureWords();
  const format = useFormat();
  const stages = measures.data.find(({ id }) => id === 'lostByStage')?.parts ?? [];
  if ((stages[0]?.value ?? 0) === 0) return null;
  return (
    <Card title={words.funnel}>
      <table class="list impact" aria-label={words.funnel}>
        <thead>
          <tr>
            <th scope="col">{words.stage}</th>
            <th scope="col" class="figure">
              {words.people}
            </th>
            <th scope="col" class="figure">
              {words.stopped}
            </th>
          </tr>
        </thead>
        <tbody>
          {stages.map(({ id, label, value }, index) => (
            <tr key={id}>
              <th scope="row">{label[language]}</th>
              <td class="figure" data-label={words.people}>
                {format.number(value)}
              </td>
              <td class="figure" data-label={words.stopped}>
                {index + 1 < stages.length ? format.number(value - (stages[index + 1]?.value ?? 0)) : ''}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
};

/** The thirteen measures with what they are made of, channels, the way to an order, and when people respond. */
export const MeasuresDesk = () => {
  const api = useApi();
  const words = useMeasureWords();
  const [measures, again] = useLoad('measures', (signal) => api.get('/v1/reports/measures', measuresSchema, signal));
  const [channels, channelsAgain] = useLoad('channels', (signal) =>
    api.get('/v1/reports/channels', channelsSchema, signal),
  );
  const [hours, hoursAgain] = useLoad('hours', (signal) => api.get('/v1/reports/hours', hoursSchema, signal));
  return (
    <>
      <Show loaded={measures} retry={again} rows={8}>
        {({ value }) => (
          <>
            <All measures={value} />
            <Funnel measures={value} />
          </>
        )}
      </Show>
      <Card title={words.channels}>
        <Show loaded={channels} retry={channelsAgain} rows={2}>
          {({ value }) => <ChannelTable channels={value.data} />}
        </Show>
        <p class="quiet-line">{words.leaflets}</p>
        <div class="downloads">
          <Download path="/v1/reports/channels?format=csv" name="channels.csv">
            {words.csv}
          </Download>
        </div>
      </Card>
      <Card title={words.hours}>
        <Show loaded={hours} retry={hoursAgain} rows={4}>
          {({ value }) => <HoursGrid hours={value.data} />}
        </Show>
      </Card>
    </>
  );
};
