/** URL paths of the console's pages, as route patterns. `pages.tsx` says what each shows. */
export const paths = {
  items: '/',
  item: '/items/:sku',
  import: '/import',
  scan: '/scan',
  locations: '/locations',
  labels: '/labels',
  lowStock: '/low-stock',
  reservations: '/reservations',
  newReservation: '/reservations/new',
  reservation: '/reservations/:id',
  overview: '/overview',
  /** Where the sign-in window ends up. It closes itself. */
  signedIn: '/signed-in',
} as const;

/** Paths that the gateway serves itself, outside the inventory API. */
export const gatewayPaths = {
  session: '/session',
  signOut: '/sign-out',
  docs: '/docs',
} as const;

/** Path of an item's page. */
export const itemPath = (sku: string): string =>
  paths.item.replace(':sku', encodeURIComponent(sku));

/** Path of the item list, filtered by a search. */
export const itemSearchPath = (search: string): string =>
  `${paths.items}?search=${encodeURIComponent(search)}`;

/** Path of a reservation's page. */
export const reservationPath = (id: string): string =>
  paths.reservation.replace(':id', encodeURIComponent(id));

/** Path of the page that prints labels for these SKUs, barcodes or location codes. */
export const labelsPath = (codes: readonly string[]): string =>
  `${paths.labels}?${new URLSearchParams(codes.map((code) => ['code', code]))}`;

/** URL that starts the sign-in and then returns to a path of the console. */
export const signInUrl = (signIn: string, returnTo: string): string =>
  `${signIn}?${new URLSearchParams({ return: returnTo })}`;
