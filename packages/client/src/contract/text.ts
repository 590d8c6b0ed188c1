import { type TStringOptions, Type } from 'typebox';

/**
 * Text that every database keeps as it is: any characters but NUL and halves of surrogate pairs,
 * which are no characters. Only JavaScript can say the latter in a pattern: a format says it.
 */
export const Text = (options: TStringOptions) =>
  Type.String({
    ...options,
    format: 'well-formed-text',
    pattern: '^[^\\x00]*$',
    patternMessage: 'must be text without NUL characters',
  });

/** Letters, digits and `. _ -`, at most 64; what barcode printers and URLs carry without escapes. */
export const code = {
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  patternMessage:
    'must be letters, digits, ".", "_" and "-" without spaces, at most 64, and begin with a letter or digit',
} as const;
