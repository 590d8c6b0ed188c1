import { readSessionAgain } from '../api/session.ts';

/** What windows of one browser tell each other. */
const channelName = 'stockroom.session';

/** Tells the other windows of this browser that somebody signed in or out. */
export function announceSession(): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage('changed');
  channel.close();
}

/** Listens to the other windows until the returned function is called. */
export function followSession(): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = () => void readSessionAgain();
  return () => channel.close();
}
