import { announceSession } from './session-channel.ts';

/** Ends the session here and at the issuer, and leaves the page. @throws TypeError without an answer */
export async function signOut(): Promise<void> {
  const response = await fetch('/sign-out', { method: 'POST' });
  if (!response.ok) throw new TypeError(`/sign-out answers ${response.status}`);
  const { location = '/' } = (await response.json()) as { location?: string };
  announceSession();
  window.location.assign(location);
}
