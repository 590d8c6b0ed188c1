import { normalizeIP } from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';

/**
 * Groups the requests that share one limit: those of an authenticated caller, from any address, and
 * all others of an address, including failed authentication.
 */
export const rateLimitKey = (request: FastifyRequest): string =>
  request.caller ? `${request.caller.kind}:${request.caller.id}` : networkOf(request);

/** An IPv6 caller usually has a whole /64 network, which counts as one address. */
const networkOf = (request: FastifyRequest): string => normalizeIP(request.ip, 64);
