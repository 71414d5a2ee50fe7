import { useEffect, useRef, useState } from 'preact/hooks';
import { cutBatches } from '../../shared/imports/batches.ts';
import type { Reject } from '../../shared/imports/call.ts';
import { createDryRun, type DryRun } from '../../shared/imports/dry-run.ts';
import { guessMap, type MapDraft, type Proposal } from '../../shared/imports/guess-map.ts';
import { ImportError } from '../../shared/imports/import-error.ts';
import { checkMap } from '../../shared/imports/import-map.ts';
import { type Preview, previewFile } from '../../shared/imports/preview.ts';
import { readCalls } from '../../shared/imports/read-calls.ts';
import { sendAll } from '../../shared/imports/send-all.ts';
import { createSender } from '../../shared/imports/send-batch.ts';
import type { Credential } from '../platform/credential.ts';
import { createBreath } from './breath.ts';
import { openMemory } from './memory.ts';

export type Step = 'choose' | 'looking' | 'map' | 'trying' | 'tried' | 'sending' | 'stopped' | 'done';

export interface Looked {
  readonly preview: Preview;
  readonly proposal: Proposal;
}

/** Rejected lines that are kept for the list to download. */
const KEPT_REJECTS = 100_000;

const sentence = (error: unknown): string => {
  if (error instanceof ImportError) return error.message;
  if (error instanceof DOMException && error.name === 'NotReadableError')
    return 'The file was changed or moved since it was chosen; choose it again.';
  return error instanceof Error ? error.message : String(error);
};

const sleepUntil = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });

/** One import from the choice of a file to its last line; `key` signs what is sent, `currency` stands for orders that name none. */
export const useImport = (key: Credential['bearer'], currency: string) => {
  const [step, setStep] = useState<Step>('choose');
  const [file, setFile] = useState<File>();
  const [looked, setLooked] = useState<Looked>();
  const [map, setMap] = useState<MapDraft>();
  const [run, setRun] = useState<DryRun>();
  const [rows, setRows] = useState(0);
  const [accepted, setAccepted] = useState(0);
  const [waiting, setWaiting] = useState<number>();
  const [problem, setProblem] = useState<string>();
  const [rejects, setRejects] = useState<readonly Reject[]>([]);
  const stop = useRef<AbortController>(new AbortController());
  useEffect(() => () => stop.current.abort(), []);

  const begin = (next: Step): AbortSignal => {
    stop.current.abort();
    stop.current = new AbortController();
    setProblem(undefined);
    setWaiting(undefined);
    setRows(0);
    setStep(next);
    return stop.current.signal;
  };

  const source = (chosen: File) => ({ name: chosen.name, blob: chosen });

  const look = async (chosen: File, sheet?: string): Promise<void> => {
    const signal = begin('looking');
    setFile(chosen);
    setRun(undefined);
    setRejects([]);
    try {
      const preview = await previewFile(source(chosen), sheet);
      if (signal.aborted) return;
      const proposal = guessMap(preview.header, preview.rows);
      setLooked({ preview, proposal });
      setMap(sheet === undefined ? proposal.map : { ...proposal.map, sheet });
      setStep('map');
    } catch (error) {
      if (signal.aborted) return;
      setProblem(sentence(error));
      setStep('choose');
    }
  };

  const change = (next: MapDraft): void => {
    setMap(next);
    setRun(undefined);
    setProblem(undefined);
    setStep('map');
  };

  /** Reads the whole file and says what would happen. */
  const attempt = async (): Promise<void> => {
    if (!file || !map) return;
    const signal = begin('trying');
    try {
      const dryRun = createDryRun(currency);
      const found: Reject[] = [];
      for await (const read of readCalls(source(file), checkMap(map), Date.now(), createBreath())) {
        if (signal.aborted) return setStep('map');
        dryRun.add(read);
        for (const outcome of read.outcomes)
          if ('reject' in outcome && found.length < KEPT_REJECTS) found.push(outcome.reject);
        setRows(read.rows);
      }
      setRejects(found);
      setRun(dryRun.result());
      setStep('tried');
    } catch (error) {
      setProblem(sentence(error));
      setStep('map');
    }
  };

  /** Sends the file, from where an earlier try of the same file with the same map came to. */
  const send = async (): Promise<void> => {
    if (!file || !map) return;
    const signal = begin('sending');
    const memory = openMemory(source(file), file.lastModified, map);
    const before = memory.read();
    const ofServer: Reject[] = [...before.rejects];
    const found: Reject[] = [...before.rejects];
    let done = before.accepted;
    let savedAt = 0;
    setAccepted(done);
    try {
      const sender = createSender({
        url: location.origin,
        key,
        signal,
        sleep: (ms) => sleepUntil(ms, signal),
        onWait: (seconds) => setWaiting(seconds),
      });
      const calls = readCalls(source(file), checkMap(map), Date.now(), createBreath());
      const keep = (reject: Reject): void => {
        if (found.length < KEPT_REJECTS) found.push(reject);
      };
      await sendAll(cutBatches(calls, done, keep), sender, (batch, refused) => {
        for (const reject of refused) {
          ofServer.push(reject);
          keep(reject);
        }
        done = batch.upTo;
        setAccepted(done);
        setRows(batch.rows);
        setWaiting(undefined);
        if (performance.now() - savedAt < 1_000) return;
        savedAt = performance.now();
        memory.write({ accepted: done, rejects: ofServer });
      });
      memory.forget();
      setRejects(found);
      setStep('done');
    } catch (error) {
      memory.write({ accepted: done, rejects: ofServer });
      if (!signal.aborted) setProblem(sentence(error));
      setStep('stopped');
    }
  };

  const restart = (): void => {
    begin('choose');
    setFile(undefined);
    setLooked(undefined);
    setMap(undefined);
    setRun(undefined);
    setRejects([]);
  };

  return {
    ...{ step, file, looked, map, run, rows, accepted, waiting, problem, rejects },
    ...{ look, change, attempt, send, restart, cancel: () => stop.current.abort() },
  };
};

export type Importing = ReturnType<typeof useImport>;
