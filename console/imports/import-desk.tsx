// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import type { Credential } from '../platform/credential.ts';
import '../platform/zod-without-eval.ts';
import { REJECTS_HEAD, rejectLine } from '../../shared/imports/rejects-csv.ts';
import { Choice } from '../parts/field.tsx';
import { Card } from '../parts/page.tsx';
import { useFormat, useShop } from '../parts/shop.tsx';
import { WideTable } from '../parts/wide-table.tsx';
import { Link } from '../platform/router.tsx';
import { useSession } from '../platform/session.tsx';
import { useWords } from '../words/language.tsx';
import { Mapping } from './mapping.tsx';
import { reasonText } from './reason-text.ts';
import { Summary } from './summary.tsx';
import { type Importing, useImport } from './use-import.ts';
import { useImportWords } from './words.ts';

const ACCEPTED = '.csv,.tsv,.txt,.xlsx,.gz';

const ChooseFile = ({ desk }: { readonly desk: Importing }) => {
  const imports = useImportWords();
  return (
    <Card title={imports.chooseTitle}>
      <p class="quiet-line">{imports.chooseHint}</p>
      <label class="file-field">
        <span>{imports.choose}</span>
        <input
          type="file"
          accept={ACCEPTED}
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            if (file) void desk.look(file);
          }}
        />
      </label>
      {desk.step === 'looking' ? <p role="status">{imports.looking}</p> : null}
    </Card>
  );
};

const FirstRows = ({ desk }: { readonly desk: Importing }) => {
  const imports = useImportWords();
  if (!desk.looked || !desk.file) return null;
  const { about, header, rows } = desk.looked.preview;
  const file = desk.file;
  return (
    <Card
      title={file.name}
      aside={
        <button type="button" class="text-button" onClick={desk.restart}>
          {imports.another}
        </button>
      }
    >
      <p class="quiet-line">
        {about.format === 'xlsx'
          ? imports.isSheet(about.sheet ?? '')
          : imports.isText(about.encoding === 'cp949' ? 'CP949' : (about.encoding ?? '').toUpperCase())}
      </p>
      {(about.sheets?.length ?? 0) > 1 ? (
        <Choice
          name={imports.sheet}
          value={about.sheet ?? ''}
          change={(sheet) => void desk.look(file, sheet)}
          options={(about.sheets ?? []).map((name) => [name, name] as const)}
        />
      ) : null}
      <WideTable label={imports.preview}>
        <table class="list sample">
          <thead>
            <tr>
              {header.map((column, at) => (
                <th key={at} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, 5).map(({ line, cells }) => (
              <tr key={line}>
                {cells.map((cell, at) => (
                  <td key={at}>{cell.slice(0, 60)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
    </Card>
  );
};

const Progress = ({ desk, rows }: { readonly desk: Importing; readonly rows: number }) => {
  const imports = useImportWords();
  const format = useFormat();
  const isSending = desk.step === 'sending';
  return (
    <div class="progress" role="status">
      {rows > 0 ? (
        <progress max={rows} value={Math.min(desk.rows, rows)} aria-label={imports.progress} />
      ) : (
        <progress aria-label={imports.progress} />
      )}
      <small>
        {isSending ? imports.sent(format.number(desk.accepted)) : imports.read(format.number(desk.rows))}
        {desk.waiting === undefined ? '' : ` · ${imports.waiting(format.number(Math.ceil(desk.waiting)))}`}
      </small>
      <button type="button" class="button small" onClick={desk.cancel}>
        {imports.cancel}
      </button>
    </div>
  );
};

const Rejects = ({ desk }: { readonly desk: Importing }) => {
  const imports = useImportWords();
  const format = useFormat();
  const { rejects, file } = desk;
  if (rejects.length === 0) return null;
  const download = (): void => {
    const lines = rejects.map(({ line, reason }) => rejectLine({ line, reason: reasonText(reason, imports) }));
    const address = URL.createObjectURL(new Blob([REJECTS_HEAD, ...lines], { type: 'text/csv' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = `${(file?.name ?? 'import').replace(/\.[a-z.]+$/iu, '')}-rejected.csv`;
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <button type="button" class="button" onClick={download}>
      {imports.download(format.number(rejects.length))}
    </button>
  );
};

/** From a file to customers: look, say what is what, try, send. Nothing is sent before the last button. */
const Desk = ({ accessKey }: { readonly accessKey: Credential['bearer'] }) => {
  const imports = useImportWords();
  const { customers } = useWords();
  const { settings } = useShop();
  const currency = settings?.currency ?? 'KRW';
  const desk = useImport(accessKey, currency);
  const { step, map, looked, run } = desk;
  const isBusy = step === 'trying' || step === 'sending';
  return (
    <div class="import">
      {step === 'choose' || step === 'looking' ? <ChooseFile desk={desk} /> : null}
      {looked && step !== 'choose' && step !== 'looking' ? <FirstRows desk={desk} /> : null}
      {looked && map && (step === 'map' || step === 'trying' || step === 'tried') ? (
        <Card title={imports.mapTitle}>
          <fieldset disabled={isBusy}>
            <Mapping looked={looked} map={map} change={desk.change} />
          </fieldset>
        </Card>
      ) : null}
      {run && step !== 'map' && step !== 'trying' ? (
        <Card title={imports.tryTitle}>
          <Summary run={run} currency={currency} />
        </Card>
      ) : null}
      {desk.problem ? (
        <div class="failure" role="alert">
          <div>
            <p class="failure-title">{imports.problem}</p>
            <p class="failure-message">{desk.problem}</p>
          </div>
        </div>
      ) : null}
      {isBusy ? <Progress desk={desk} rows={step === 'sending' ? (run?.rows ?? 0) : 0} /> : null}
      {step === 'done' ? <p class="done">{imports.done}</p> : null}
      {step === 'stopped' ? <p class="quiet-line">{imports.stopped}</p> : null}
      <div class="actions">
        {step === 'map' ? (
          <button type="button" class="button primary" onClick={() => void desk.attempt()}>
            {imports.try}
          </button>
        ) : null}
        {step === 'tried' || step === 'stopped' ? (
          <button type="button" class="button primary" onClick={() => void desk.send()}>
            {step === 'tried' ? imports.send : imports.resume}
          </button>
        ) : null}
        {step === 'tried' || step === 'done' ? <Rejects desk={desk} /> : null}
        {step === 'done' ? (
          <Link to={{ page: 'customers', search: '' }} class="button">
            {customers.title}
          </Link>
        ) : null}
        {step === 'done' || step === 'stopped' ? (
          <button type="button" class="button" onClick={desk.restart}>
            {imports.another}
          </button>
        ) : null}
      </div>
    </div>
  );
};

/** Whoever has signed out meanwhile is shown the way back in by the house. */
export const ImportDesk = () => {
  const { credential } = useSession();
  return credential ? <Desk accessKey={credential.bearer} /> : null;
};
