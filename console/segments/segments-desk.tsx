// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { segmentSchema } from '../answers/segments.ts';
import { Show } from '../parts/states.tsx';
import { segment } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { useNavigation } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { SegmentEditor } from './segment-editor.tsx';
import { SegmentList } from './segment-list.tsx';
import { SegmentView } from './segment-view.tsx';

const NewSegment = ({ copy }: { readonly copy: string | undefined }) => {
  const api = useApi();
  const { go } = useNavigation();
  const [loaded, reload] = useLoad(`copy ${copy ?? ''}`, async (signal) =>
    copy === undefined ? undefined : (await api.get(`/v1/segments/${segment(copy)}`, segmentSchema, signal)).value,
  );
  return (
    <Show loaded={loaded} retry={reload} rows={6}>
      {(origin) => (
        <SegmentEditor
          {...(origin ? { copy: origin } : {})}
          done={({ id }) => go({ page: 'segment', id })}
          discard={() => go({ page: 'segments' })}
        />
      )}
    </Show>
  );
};

/** Everything about segments: the list, one of them, and a new one. */
export const SegmentsDesk = () => {
  const { route } = useNavigation();
  if (route.page === 'segment') return <SegmentView id={route.id} />;
  return route.page === 'newSegment' ? <NewSegment copy={route.copy} /> : <SegmentList />;
};
