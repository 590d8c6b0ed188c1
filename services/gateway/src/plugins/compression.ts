import { pipeline, Transform, type TransformCallback } from 'node:stream';
import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import { Problem } from '@stockroom/service';
import type { preParsingAsyncHookHandler, RequestPayload } from 'fastify';
import plugin from 'fastify-plugin';

/** Text, but not a stream of events: those must arrive one by one, and a compressor would hold them. */
const compressible =
  /^(?:text\/(?!event-stream)|application\/(?:\w+\+)?(?:json|javascript)|image\/svg)/;

/**
 * How often its size a compressed body may unpack to, once it has more than so many bytes. Text of
 * an inventory comes to 5 to 20 times, gzip can do 1,032 and Brotli many thousands.
 */
const mostTimes = 100;
const bytesUnmeasured = 1024 * 1024;

/**
 * Compresses responses on their way out; the load balancer does not. Compressed bodies are unpacked on
 * their way in. One that unpacks to far more than was sent is refused with 413, because work and
 * memory behind the gateway are for what it unpacks to.
 */
export const compression = plugin(
  async (app) => {
    await app.register(compress, {
      encodings: ['br', 'gzip'],
      customTypes: compressible,
      // The highest quality, the default, is for files that are compressed once.
      brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
      // What ends the unpacking is this error, not that the body cannot be unpacked.
      onInvalidRequestPayload: (_encoding, _request, error) =>
        error instanceof Problem ? error : undefined,
    });
    // After the plugin's own hook, which unpacks.
    app.addHook('onRoute', (route) => {
      route.preParsing = [route.preParsing ?? [], measureUnpacked].flat();
    });
  },
  { name: 'compression' },
);

const measureUnpacked: preParsingAsyncHookHandler = async (_request, _reply, body) =>
  // Only what was unpacked says how long it was before.
  body.receivedEncodedLength === undefined ? body : new Unpacked(body);

/** An unpacked body, which fails where it becomes too large for what was sent. */
class Unpacked extends Transform {
  readonly #source: RequestPayload;
  #bytes = 0;

  constructor(source: RequestPayload) {
    super();
    this.#source = source;
    // Whoever reads this sees every error.
    pipeline(source, this, () => {});
  }

  /** Bytes as they were sent, which Fastify compares with the content length. */
  get receivedEncodedLength(): number {
    return this.#source.receivedEncodedLength ?? 0;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#bytes += chunk.length;
    const isTooLarge =
      this.#bytes > bytesUnmeasured && this.#bytes > mostTimes * this.receivedEncodedLength;
    if (isTooLarge) done(tooLarge());
    else done(null, chunk);
  }
}

const tooLarge = () =>
  new Problem(
    413,
    'body-too-large',
    'The body is too large',
    `The body unpacks to more than ${mostTimes} times what was sent. Send it uncompressed.`,
  );
