/** Formats of text that our schemas have beside the usual ones of JSON schema. */
export const formats = {
  /** Without halves of surrogate pairs, which no encoding can carry. */
  'well-formed-text': (text: string) => text.isWellFormed(),
};

/** What is wrong with text that lacks its format, where the usual message does not say it. */
export const formatMessages: ReadonlyMap<unknown, string> = new Map([
  ['well-formed-text', 'must be text without halves of surrogate pairs'],
]);
