/** Formats of text that our schemas use in addition to those of JSON Schema. */
export const formats = {
  /** Without unpaired surrogates, which no encoding can represent. */
  'well-formed-text': (text: string) => text.isWellFormed(),
};

/** Messages for text that violates a format, where the default message is not clear. */
export const formatMessages: ReadonlyMap<unknown, string> = new Map([
  ['well-formed-text', 'must not contain unpaired surrogates'],
]);
