/** The text of a field without surrounding space; empty where the form has no such field. */
export function textIn(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/**
 * The text of a field that must be there. Nothing typed gives undefined, whatever the type says: it
 * is then missing from the body, and the server answers with its own "is required".
 */
export const requiredText = (form: FormData, name: string): string =>
  (textIn(form, name) || undefined) as string;

/** The number of a field that must be there; nothing typed as in `requiredText`. */
export function requiredNumber(form: FormData, name: string): number {
  const text = textIn(form, name);
  return (text === '' ? undefined : Number(text)) as number;
}
