/** The ETag of an item at a version. It stands for the item's own fields, not for its stock. */
export const entityTag = (version: number): string => `"${version}"`;

/**
 * The versions that an `If-Match` header allows: undefined, which is any, without the header and
 * for `*`. What is no ETag of ours matches nothing.
 */
export function versionsIn(ifMatch: string | undefined): number[] | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  return ifMatch
    .split(',')
    .map((tag) => /^"(\d+)"$/.exec(tag.trim())?.[1])
    .filter((version) => version !== undefined)
    .map(Number);
}
