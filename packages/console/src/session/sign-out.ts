import { gatewayPaths } from '../paths.ts';
import { broadcastSessionChange } from './session-channel.ts';

/**
 * Ends the session at the gateway, then leaves the page to sign out at the issuer too.
 *
 * @throws TypeError if the request fails
 */
export async function signOut(): Promise<void> {
  const response = await fetch(gatewayPaths.signOut, { method: 'POST' });
  if (!response.ok) throw new TypeError(`${gatewayPaths.signOut} returned ${response.status}`);
  const { location = '/' } = (await response.json()) as { location?: string };
  broadcastSessionChange();
  window.location.assign(location);
}
