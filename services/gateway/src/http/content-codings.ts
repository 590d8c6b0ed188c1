import type { FastifyRequest } from 'fastify';

/** The codings of a request's body, in the order in which they were applied; empty for none. */
export const codingsOf = ({ headers }: Pick<FastifyRequest, 'headers'>): string[] =>
  headers['content-encoding']
    ?.toLowerCase()
    .split(',')
    .map((coding) => coding.trim().replace(/^x-gzip$/, 'gzip'))
    .filter((coding) => coding !== '' && coding !== 'identity') ?? [];
