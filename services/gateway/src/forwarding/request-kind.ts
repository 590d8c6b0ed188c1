/**
 * Requests by how long they occupy a connection. Each kind has its own connections, so that open
 * feeds and slow imports never delay an ordinary request.
 */
export type RequestKind = 'ordinary' | 'bulk' | 'events';
