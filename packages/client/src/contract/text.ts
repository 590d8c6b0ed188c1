import { type TStringOptions, Type } from 'typebox';

/**
 * Text that every database stores unchanged: any characters but NUL and unpaired surrogates. The
 * format excludes the latter, because only JavaScript can exclude them in a pattern.
 */
export const Text = (options: TStringOptions) =>
  Type.String({
    ...options,
    format: 'well-formed-text',
    pattern: '^[^\\x00]*$',
    patternMessage: 'must not contain NUL characters',
  });

/** At most 64 letters, digits and `. _ -`, which need no escapes in barcodes and URLs. */
export const code = {
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  patternMessage:
    'must be at most 64 letters, digits, ".", "_" and "-" without spaces, and begin with a letter or digit',
} as const;
