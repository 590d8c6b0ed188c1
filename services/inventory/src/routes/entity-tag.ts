/** The ETag of an item at a version. It covers the item's fields, not its stock. */
export const entityTag = (version: number): string => `"${version}"`;

/**
 * The versions that an `If-Match` header allows. Undefined (any version) without the header and for
 * `*`. Foreign ETags match nothing.
 */
export function versionsIn(ifMatch: string | undefined): number[] | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  return ifMatch
    .split(',')
    .map((tag) => /^"(\d+)"$/.exec(tag.trim())?.[1])
    .filter((version) => version !== undefined)
    .map(Number);
}
