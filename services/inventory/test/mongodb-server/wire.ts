import type { Socket } from 'node:net';
import { BSON, type Document } from 'mongodb';

/** A command of a client. */
export interface WireRequest {
  readonly requestId: number;
  readonly command: Document;
  readonly legacy: boolean;
}

const opReply = 1;
const opQuery = 2004;
const opMessage = 2013;

// Numbers keep their BSON type.
const exact = { promoteValues: false, promoteLongs: false, promoteBuffers: false } as const;

/** Calls back with every command that arrives over a socket, one after the other. */
export function readRequests(socket: Socket, handle: (request: WireRequest) => Promise<void>) {
  let received = Buffer.alloc(0);
  let turn = Promise.resolve();
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 16) {
      const length = received.readInt32LE(0);
      if (received.length < length) break;
      const request = parse(received.subarray(0, length));
      received = received.subarray(length);
      turn = turn.then(() => handle(request));
    }
  });
}

/** Sends the reply to a command. */
export function writeReply(socket: Socket, { requestId, legacy }: WireRequest, reply: Document) {
  const body = BSON.serialize(reply, { ignoreUndefined: true });
  const head = legacy ? Buffer.alloc(36) : Buffer.alloc(21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(requestId, 8);
  head.writeInt32LE(legacy ? opReply : opMessage, 12);
  if (legacy) head.writeInt32LE(1, 32);
  if (!socket.destroyed) socket.write(Buffer.concat([head, body]));
}

function parse(message: Buffer): WireRequest {
  const requestId = message.readInt32LE(4);
  const operation = message.readInt32LE(12);
  if (operation === opQuery) {
    const start = message.indexOf(0, 20) + 1 + 8;
    return { requestId, legacy: true, command: document(message, start) };
  }
  if (operation !== opMessage) throw new Error(`the operation ${operation} is not spoken here`);

  let command: Document = {};
  const sequences: Document = {};
  let at = 20;
  while (at < message.length) {
    const kind = message.readUInt8(at);
    at += 1;
    const size = message.readInt32LE(at);
    if (kind === 0) {
      command = document(message, at);
    } else {
      const nameEnd = message.indexOf(0, at + 4);
      const name = message.toString('utf8', at + 4, nameEnd);
      sequences[name] = documents(message, nameEnd + 1, at + size);
    }
    at += size;
  }
  return { requestId, legacy: false, command: { ...command, ...sequences } };
}

function documents(message: Buffer, start: number, end: number): Document[] {
  const found: Document[] = [];
  for (let at = start; at < end; at += message.readInt32LE(at)) found.push(document(message, at));
  return found;
}

const document = (message: Buffer, at: number): Document =>
  BSON.deserialize(message.subarray(at, at + message.readInt32LE(at)), exact);
