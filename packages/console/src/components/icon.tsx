const paths = {
  plus: 'M8 3.5v9M3.5 8h9',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Zm3.3-1.2 3.2 3.2',
  receive: 'M8 2.5v7m0 0L5.2 6.8M8 9.5l2.8-2.7M2.5 10.5v3h11v-3',
  issue: 'M8 9.5v-7m0 0L5.2 5.3M8 2.5l2.8 2.8M2.5 10.5v3h11v-3',
  adjust: 'M2.5 5h6m3 0h2M2.5 11h2m3 0h6M10 3.4v3.2M6 9.4v3.2',
  transfer: 'M2.5 5.5h10M10 3l2.5 2.5L10 8M13.5 10.5h-10M6 8l-2.5 2.5L6 13',
  count: 'M5.5 2.5h5v2h-5zM5.5 3.5h-2v10h9v-10h-2M5.8 9l1.6 1.6L10.4 7.5',
  reserve: 'M4 2.5h8v11l-4-3-4 3z',
  edit: 'm3 13 .6-2.8 7-7a1.4 1.4 0 0 1 2.1 2.1l-7 7L3 13Z',
  back: 'M9.5 3.5 5 8l4.5 4.5',
  close: 'm4 4 8 8m0-8-8 8',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM8 1.5V3m0 10v1.5M1.5 8H3m10 0h1.5M3.4 3.4l1 1m7.2 7.2 1 1m0-9.2-1 1m-7.2 7.2-1 1',
  moon: 'M13 9.6A5.5 5.5 0 0 1 6.4 3a5.5 5.5 0 1 0 6.6 6.6Z',
  contrast: 'M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11Zm0-11v11m2.5-9.8v8.6',
  keyboard: 'M2 4.5h12v7H2zM4.5 7h.01M7 7h.01M9.2 7h.01M11.5 7h.01M5 9.3h6',
} as const;

/** Names of the available icons. */
export type IconName = keyof typeof paths;

/** A decorative icon beside a label. Hidden from screen readers. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
