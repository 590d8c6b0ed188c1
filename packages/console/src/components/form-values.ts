/** A field's trimmed text; empty if the form has no such field. */
export function textIn(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/**
 * The text of a required field. An empty field returns undefined despite the type: the property is
 * then missing from the request body, and the server responds with its own "is required".
 */
export const requiredText = (form: FormData, name: string): string =>
  (textIn(form, name) || undefined) as string;

/** The number of a required field. An empty field is handled as in `requiredText`. */
export function requiredNumber(form: FormData, name: string): number {
  const text = textIn(form, name);
  return (text === '' ? undefined : Number(text)) as number;
}
