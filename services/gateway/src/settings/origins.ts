/** The origins in a comma-separated list. */
export const originsOf = (list: string): string[] => list.split(',').filter(Boolean);
