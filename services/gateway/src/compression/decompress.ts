import { Transform } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from 'node:zlib';
import { Problem } from '@stockroom/service';
import type { RequestPayload } from 'fastify';

/** The supported codings, by their names in `content-encoding` (RFC 9110, 8.4.1). */
const decompressors: ReadonlyMap<string, () => Transform> = new Map([
  ['gzip', createGunzip],
  ['br', createBrotliDecompress],
  ['deflate', createInflate],
  // Senders may use windows of up to 8 MB (RFC 9659).
  ['zstd', () => createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: 23 } })],
]);

/**
 * Maximum ratio of decompressed to compressed bytes, beyond the first ones. Inventory files shrink
 * to a tenth or a twentieth, decompression bombs to a thousandth.
 */
const maxRatio = 100;
const uncheckedBytes = 1024 * 1024;

/**
 * Decompresses a request's body.
 *
 * The stream fails with a Problem: 400 for a corrupt or truncated body, 413 for one that grows too
 * much. If the source fails, it fails with the same error.
 *
 * @param codings the body's codings, at least one
 * @throws Problem 415 for an unsupported coding, or several
 */
export function decompress(codings: readonly string[], source: RequestPayload): RequestPayload {
  const [coding, ...others] = codings;
  const create = coding === undefined ? undefined : decompressors.get(coding);
  if (coding === undefined || !create || others.length > 0) throw unsupportedCoding();

  let received = 0;
  let decompressedBytes = 0;
  const decompressor = create();
  const output: Transform & { receivedEncodedLength?: number } = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      decompressedBytes += chunk.length;
      const isSuspicious =
        decompressedBytes > uncheckedBytes && decompressedBytes > received * maxRatio;
      if (isSuspicious) done(growsTooMuch());
      else done(null, chunk);
    },
  });
  source.on('data', (chunk: Buffer) => {
    received += chunk.length;
    // Fastify compares it with the content-length.
    output.receivedEncodedLength = received;
  });
  // Not pipeline(): it passes every error to every stream, so the source of an error is lost.
  source.on('error', (error) => output.destroy(error));
  decompressor.on('error', (error) => output.destroy(corruptBody(coding, error)));
  // After a rejection nothing listens any more, and an error without a listener ends the process.
  output.on('error', () => {});
  output.once('close', () => {
    source.unpipe(decompressor);
    decompressor.destroy();
  });
  source.pipe(decompressor).pipe(output);
  return output;
}

const unsupportedCoding = () => {
  const supported = [...decompressors.keys()].join(', ');
  return new Problem(
    415,
    'unsupported-content-encoding',
    'The content encoding is not supported',
    `Send the body uncompressed, or compressed once with one of ${supported}.`,
    { headers: { 'accept-encoding': supported } },
  );
};

const corruptBody = (coding: string, cause: Error) =>
  new Problem(
    400,
    'corrupt-body',
    'The body cannot be decompressed',
    `The body is not valid ${coding}, or is truncated. Compress it again, or send it uncompressed.`,
    { cause },
  );

const growsTooMuch = () =>
  new Problem(
    413,
    'body-too-large',
    'The body is too large',
    `The body decompresses to more than ${maxRatio} times its compressed size. Send it in parts, or uncompressed.`,
  );
