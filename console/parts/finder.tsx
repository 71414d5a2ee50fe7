import { useEffect, useState } from 'preact/hooks';
import { useWords } from '../words/language.tsx';
import { Icon } from './icon.tsx';
import { LaterWith } from './later.tsx';

const dialog = () => import('../search/search-dialog.tsx').then(({ SearchDialog }) => SearchDialog);

const isTyping = ({ target }: KeyboardEvent): boolean =>
  target instanceof Element && target.closest('input, textarea, select, dialog, [contenteditable]') !== null;

/** Opens the search over everything: by its button, by Ctrl or ⌘ with K, and by a slash. */
export const Finder = () => {
  const { shell } = useWords();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isK = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey;
      const isSlash = event.key === '/' && !event.ctrlKey && !event.metaKey && !isTyping(event);
      if ((!isK && !isSlash) || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      setOpen(true);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <button type="button" class="finder-open" aria-keyshortcuts="Control+K Meta+K /" onClick={() => setOpen(true)}>
        <Icon name="search" />
        <span class="finder-word">{shell.find}</span>
        <span class="finder-key wide-only" aria-hidden="true">
          /
        </span>
      </button>
      {open ? <LaterWith load={dialog} given={{ close: () => setOpen(false) }} rows={1} /> : null}
    </>
  );
};
