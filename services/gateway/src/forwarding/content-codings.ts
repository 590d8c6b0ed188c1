import { Transform } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from 'node:zlib';
import { Problem } from '@stockroom/service';
import type { FastifyRequest, RequestPayload } from 'fastify';

/** What is understood in `content-encoding`, by the names of RFC 9110, 8.4.1. */
const decompressors: ReadonlyMap<string, () => Transform> = new Map([
  ['gzip', createGunzip],
  ['br', createBrotliDecompress],
  ['deflate', createInflate],
  // RFC 9659 lets a sender use windows of up to 8 MB.
  ['zstd', () => createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: 23 } })],
]);

/**
 * How many bytes one compressed byte may become, beyond the first ones. Files of stock shrink to a
 * tenth or a twentieth; a file made to exhaust its reader to a thousandth.
 */
const mostTimes = 100;
const unsuspiciousBytes = 1024 * 1024;

/** The codings that a body was encoded with, in that order; none for one that is as it is. */
export const codingsOf = ({ headers }: Pick<FastifyRequest, 'headers'>): string[] =>
  (headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim().replace(/^x-gzip$/, 'gzip'))
    .filter((coding) => coding !== '' && coding !== 'identity');

/**
 * A request's body without its coding, which is known to have one.
 *
 * Fails with a Problem: 400 where it is not of its coding or not whole, 413 where it becomes far too
 * large. What the source fails with, it fails with as well.
 *
 * @throws Problem 415 where the coding is not supported, or there are several
 */
export function decoded(codings: readonly string[], source: RequestPayload): RequestPayload {
  const [coding = ''] = codings;
  const make = codings.length === 1 ? decompressors.get(coding) : undefined;
  if (!make) throw unsupported();

  let received = 0;
  let decompressedBytes = 0;
  const decompressor = make();
  const output: Transform & { receivedEncodedLength?: number } = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      decompressedBytes += chunk.length;
      const isSuspicious =
        decompressedBytes > unsuspiciousBytes && decompressedBytes > received * mostTimes;
      if (isSuspicious) done(growsTooMuch());
      else done(null, chunk);
    },
  });
  source.on('data', (chunk: Buffer) => {
    received += chunk.length;
    // Fastify compares it with the content-length.
    output.receivedEncodedLength = received;
  });
  // Not by pipeline(): it hands every error to every stream, and then nobody knows whose it was.
  source.on('error', (error) => output.destroy(error));
  decompressor.on('error', (error) => output.destroy(notOfItsCoding(coding, error)));
  // Whoever refused the body does not listen any more, and an error without a listener ends the process.
  output.on('error', () => {});
  output.once('close', () => {
    source.unpipe(decompressor);
    decompressor.destroy();
  });
  source.pipe(decompressor).pipe(output);
  return output;
}

const unsupported = () => {
  const supported = [...decompressors.keys()].join(', ');
  return new Problem(
    415,
    'unsupported-content-encoding',
    'The coding of the body is not supported',
    `Send the body as it is, or encoded once, with one of ${supported}.`,
    { headers: { 'accept-encoding': supported } },
  );
};

const notOfItsCoding = (coding: string, cause: Error) =>
  new Problem(
    400,
    'corrupt-body',
    'The body cannot be decompressed',
    `The body is not ${coding}, or is not whole. Compress it again, or send it as it is.`,
    { cause },
  );

const growsTooMuch = () =>
  new Problem(
    413,
    'body-too-large',
    'The body is too large',
    `The body grows to more than ${mostTimes} times its compressed size. Send it in parts, or as it is.`,
  );
