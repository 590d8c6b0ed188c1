import { refetchSession } from '../api/session.ts';

/** Broadcast channel between the windows of one browser. */
const channelName = 'stockroom.session';

/** Tells the other windows of this browser that the user signed in or out. */
export function broadcastSessionChange(): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage('changed');
  channel.close();
}

/** Refetches the session when another window changes it. @returns a function that unsubscribes */
export function watchSessionChanges(): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = () => void refetchSession();
  return () => channel.close();
}
