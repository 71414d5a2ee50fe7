const PATHS = {
  today:
    'M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM12 2v2M12 20v2M2 12h2M20 12h2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4',
  customers: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.8-3.8 3.8-5.5 7.5-5.5s6.7 1.7 7.5 5.5',
  messages: 'M3.5 6.5h17v12h-17zM3.5 7l8.5 6.5L20.5 7',
  results: 'M4 20V11M10 20V4M16 20v-6M21 20H3',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.8v4.4M9 14.8v4.4',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4.5 4.5',
  arrow: 'M5 12h14M13 6l6 6-6 6',
  back: 'M19 12H5M11 6l-6 6 6 6',
  alert: 'M12 4 2.8 20h18.4zM12 10v4.5M12 17.3v.2',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  cloud: 'M4 4l16 16M8 7.5A6 6 0 0 1 17.5 11 4 4 0 0 1 20 17M15 18H7a4 4 0 0 1-1-7.8',
  empty: 'M5 4h10l4 4v12H5zM15 4v4h4M8.5 13h7M8.5 16.5h4',
  pause: 'M8 5v14M16 5v14',
  draft: 'M4 20l1-4L16 5l3 3L8 19z',
} as const;

export type IconName = keyof typeof PATHS;

/** A line drawing in the colour of the text around it; never the only carrier of a meaning. */
export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={PATHS[name]} />
  </svg>
);
