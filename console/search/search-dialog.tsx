// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import type { TargetedKeyboardEvent } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { useNames } from '../parts/segment-name.ts';
import { useNavigation } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { type Answer, FOUND_KINDS, type Found, findEverywhere, pagesFound } from './find.ts';
import { SEARCH_WORDS } from './words.ts';

/** Milliseconds without a key before the API is asked. */
const PAUSE_MS = 250;

const optionId = (index: number): string => `found-${index}`;

interface GroupsProps {
  readonly found: readonly Found[];
  readonly chosen: number;
  readonly open: (one: Found) => void;
}

const Groups = ({ found, chosen, open }: GroupsProps) => {
  const words = SEARCH_WORDS[useLanguage().language];
  const names = useNames();
  return (
    <div class="found" id="found" role="listbox" aria-label={words.label}>
      {FOUND_KINDS.filter((kind) => found.some((one) => one.kind === kind)).map((kind) => (
        <fieldset key={kind} class="found-group" aria-label={words.kinds[kind]}>
          <p class="found-kind" aria-hidden="true">
            {words.kinds[kind]}
          </p>
          {found.map((one, index) =>
            one.kind === kind ? (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and the keys
              // biome-ignore lint/a11y/useFocusableInteractive: chosen by aria-activedescendant
              <div
                key={one.about}
                id={optionId(index)}
                class="found-one"
                role="option"
                aria-selected={index === chosen}
                onClick={() => open(one)}
              >
                <span>{kind === 'segment' ? names.segment(one.about, one.name) : one.name}</span>
                <small>{one.about}</small>
              </div>
            ) : null,
          )}
        </fieldset>
      ))}
    </div>
  );
};

/** One field over everything; arrows choose, Enter goes, Escape closes. */
export const SearchDialog = ({ close }: { readonly close: () => void }) => {
  const { language, words: house } = useLanguage();
  const words = SEARCH_WORDS[language];
  const api = useApi();
  const { go } = useNavigation();
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [answer, setAnswer] = useState<Answer & { readonly text: string }>({ text: '', found: [], failed: [] });
  const [chosen, setChosen] = useState(0);
  const wanted = text.trim();
  useLayoutEffect(() => {
    dialog.current?.showModal();
  }, []);
  useEffect(() => {
    setChosen(0);
    if (wanted === '') return;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      void findEverywhere(api, wanted, house, controller.signal).then((next) => {
        if (!controller.signal.aborted) setAnswer({ ...next, text: wanted });
      });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [api, wanted, house]);
  const isAnswered = answer.text === wanted;
  // Rooms are known at once; what the API finds follows them.
  const found = wanted === '' ? [] : isAnswered ? answer.found : pagesFound(wanted, house);
  const open = ({ to }: Found) => {
    dialog.current?.close();
    go(to);
  };
  const onKey = (event: TargetedKeyboardEvent<HTMLInputElement>) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && found.length > 0) {
      event.preventDefault();
      setChosen((chosen + step + found.length) % found.length);
    }
    const one = found[chosen];
    // A word that Hangul is still being composed of is no choice yet.
    if (event.key !== 'Enter' || event.isComposing || !one) return;
    event.preventDefault();
    open(one);
  };
  const kinds = answer.failed.map((kind) => words.kinds[kind]).join(', ');
  return (
    <dialog ref={dialog} class="dialog finder" aria-label={words.label} onClose={close}>
      <div class="finder-field">
        <Icon name="search" />
        <input
          type="search"
          // biome-ignore lint/a11y/noRedundantRoles: a search field without a list of its own is no combobox by itself
          role="combobox"
          aria-label={words.label}
          aria-expanded={found.length > 0}
          aria-controls="found"
          aria-activedescendant={found.length > 0 ? optionId(chosen) : undefined}
          autocomplete="off"
          list={undefined}
          placeholder={words.label}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKey}
        />
        <button type="button" class="button small" onClick={() => dialog.current?.close()}>
          {house.common.dismiss}
        </button>
      </div>
      <Groups found={found} chosen={chosen} open={open} />
      <p class="quiet-line" role="status">
        {wanted === ''
          ? words.hint
          : !isAnswered
            ? house.common.loading
            : found.length === 0
              ? words.none(wanted)
              : words.found(found.length)}
      </p>
      {isAnswered && kinds !== '' ? <p class="quiet-line">{words.partly(kinds)}</p> : null}
    </dialog>
  );
};
