import { type TStringOptions, Type } from 'typebox';

/**
 * Text that every database keeps as it is: any characters but NUL and halves of surrogate pairs,
 * which are no characters.
 */
export const Text = (options: TStringOptions) =>
  Type.String({ ...options, pattern: '^[^\\u0000\\ud800-\\udfff]*$' });
