import { useState } from 'preact/hooks';
import * as z from 'zod';
import { type SegmentAnswer, segmentSchema } from '../answers/segments.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Card } from '../parts/page.tsx';
import { useNames } from '../parts/segment-name.ts';
import { Show } from '../parts/states.tsx';
import { ApiError, segment } from '../platform/api.ts';
import { asApiError, useLoad } from '../platform/load.ts';
import { Link, useNavigation } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { History, Members } from './history.tsx';
import { SegmentEditor } from './segment-editor.tsx';
import { Trace } from './trace.tsx';
import { SEGMENT_WORDS } from './words.ts';

const nothing = z.unknown();

interface HeadProps {
  readonly value: SegmentAnswer;
  readonly edit: () => void;
}

const Head = ({ value, edit }: HeadProps) => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const names = useNames();
  const api = useApi();
  const { go } = useNavigation();
  const [asking, setAsking] = useState(false);
  const archive = async () => {
    try {
      await api.change(`/v1/segments/${segment(value.id)}`, nothing, { method: 'DELETE' });
    } catch (cause) {
      const error = asApiError(cause);
      // Not a change by somebody else, as a 409 mostly is: campaigns or segments ask for it.
      throw error.code === 'conflict' ? new ApiError(422, 'inUse', `${words.inUse} ${error.message}`, error) : error;
    }
    go({ page: 'segments' });
  };
  return (
    <Card title={names.segment(value.id, value.name)}>
      <p class="segment-sentence">{value.sentence[language]}</p>
      {value.description ? <p>{value.description}</p> : null}
      <p class="segment-count">
        <b>{typeof value.count === 'number' ? words.people(value.count) : words.notCounted}</b>
        {value.builtIn ? <small>{words.builtIn}</small> : <small>{value.id}</small>}
      </p>
      <p class="segment-actions">
        <Link to={{ page: 'newCampaign', segment: value.id }} class="button primary">
          {words.send}
        </Link>
        {value.builtIn ? null : (
          <button type="button" class="button" onClick={edit}>
            {words.change}
          </button>
        )}
        <Link to={{ page: 'newSegment', copy: value.id }} class="button">
          {words.copy}
        </Link>
        {value.builtIn ? null : (
          <button type="button" class="button" onClick={() => setAsking(true)}>
            {words.archive}
          </button>
        )}
      </p>
      {asking ? (
        <Confirm
          title={words.archiveAsk}
          text={words.archiveText}
          action={words.archive}
          danger
          run={archive}
          close={() => setAsking(false)}
        />
      ) : null}
    </Card>
  );
};

export const SegmentView = ({ id }: { readonly id: string }) => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const api = useApi();
  const [editing, setEditing] = useState(false);
  const [saved, setSaved] = useState(false);
  const [loaded, reload] = useLoad(`segment ${id}`, (signal) =>
    api.get(`/v1/segments/${segment(id)}`, segmentSchema, signal),
  );
  return (
    <Show loaded={loaded} retry={reload} rows={6}>
      {(answer) =>
        editing ? (
          <SegmentEditor
            before={answer}
            done={() => {
              setEditing(false);
              setSaved(true);
              reload();
            }}
            discard={() => setEditing(false)}
          />
        ) : (
          <div class="columns">
            <div class="column wide">
              {saved ? (
                <p class="quiet-line" role="status">
                  {words.saved}
                </p>
              ) : null}
              <Head value={answer.value} edit={() => setEditing(true)} />
              <Trace id={id} />
            </div>
            <div class="column">
              <History id={id} />
              <Members id={id} />
            </div>
          </div>
        )
      }
    </Show>
  );
};
