import { hash } from 'node:crypto';
import { credentialHeaders } from '@stockroom/service/manifest';
import type { FastifyRequest } from 'fastify';

/** Maximum number of remembered credentials; beyond it the least recently used are dropped. */
const maxCredentials = 20_000;

/**
 * Credentials that were valid when they were last checked. An address that has exhausted its rate
 * limit gets no new credentials checked; this keeps its known callers working. Stores digests only.
 */
export class VerifiedCredentials {
  /** In order of their last use. */
  readonly #digests = new Set<string>();

  has(request: FastifyRequest): boolean {
    return this.#digests.has(digestOf(request));
  }

  add(request: FastifyRequest): void {
    const digest = digestOf(request);
    this.#digests.delete(digest);
    this.#digests.add(digest);
    if (this.#digests.size <= maxCredentials) return;
    const [oldest] = this.#digests;
    if (oldest !== undefined) this.#digests.delete(oldest);
  }

  delete(request: FastifyRequest): void {
    this.#digests.delete(digestOf(request));
  }
}

/** Digest of all headers that can authenticate a request. */
const digestOf = ({ headers }: FastifyRequest): string =>
  hash('sha256', JSON.stringify(credentialHeaders.map((name) => headers[name])));
