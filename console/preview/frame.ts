/**
 * The page inside the preview's frame. It has an origin of its own and a policy under which no script of a mail runs; it shows
 * what the console hands over, and hands nothing back.
 */
addEventListener('message', ({ source, data }: MessageEvent<unknown>) => {
  if (source !== window.parent || typeof data !== 'string') return;
  const { documentElement } = new DOMParser().parseFromString(data, 'text/html');
  document.replaceChild(document.adoptNode(documentElement), document.documentElement);
});
