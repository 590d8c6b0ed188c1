/** The address of an item's page. */
export const itemPath = (sku: string): string => `/items/${encodeURIComponent(sku)}`;
