import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

/** Credentials that are remembered; beyond that, those that were used longest ago are forgotten. */
const rememberedCredentials = 20_000;

/**
 * Credentials that were valid when they were last checked. An address that has used up its requests
 * gets no new ones checked, and its known callers must not suffer from that. Only digests are kept.
 */
export class ProvenCredentials {
  /** In order of their last use. */
  readonly #digests = new Set<string>();

  has(request: FastifyRequest): boolean {
    return this.#digests.has(digestOf(request));
  }

  add(request: FastifyRequest): void {
    const digest = digestOf(request);
    this.#digests.delete(digest);
    this.#digests.add(digest);
    if (this.#digests.size <= rememberedCredentials) return;
    const [oldest] = this.#digests;
    if (oldest !== undefined) this.#digests.delete(oldest);
  }

  delete(request: FastifyRequest): void {
    this.#digests.delete(digestOf(request));
  }
}

/** Of everything that can say who makes a request. */
const digestOf = ({ headers }: FastifyRequest): string =>
  hash('sha256', JSON.stringify([headers.authorization, headers['x-api-key'], headers.cookie]));
