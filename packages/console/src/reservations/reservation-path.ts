/** The address of a reservation's page. */
export const reservationPath = (id: string): string => `/reservations/${encodeURIComponent(id)}`;
