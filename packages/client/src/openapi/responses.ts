import {
  type ErrorResponse,
  type ErrorStatus,
  errorResponses,
  type ResponseHeader,
  responseHeaders,
} from '../contract/responses.ts';

/** Every header of a response, for `components.headers`. */
export const headerComponents = Object.fromEntries(
  Object.entries(responseHeaders).map(([key, { name: _, ...header }]) => [key, header]),
);

/** The response of every error status, for `components.responses`. */
export const responseComponents = Object.fromEntries(
  Object.values<ErrorResponse>(errorResponses).map(({ name, description, headers = [] }) => [
    name,
    {
      description,
      headers: headersOf(['RequestId', ...headers]),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ]),
);

/** Headers of a successful response, by reference: those that all have, and its own. */
export const successHeaders = (own: readonly ResponseHeader[] = []) =>
  headersOf(['RequestId', 'RateLimitLimit', 'RateLimitRemaining', 'RateLimitReset', ...own]);

/** The responses of these statuses, by reference. */
export const errorsOf = (statuses: readonly ErrorStatus[]) =>
  Object.fromEntries(
    statuses.map((status) => [
      status,
      { $ref: `#/components/responses/${errorResponses[status].name}` },
    ]),
  );

function headersOf(keys: readonly ResponseHeader[]) {
  return Object.fromEntries(
    keys.map((key) => [responseHeaders[key].name, { $ref: `#/components/headers/${key}` }]),
  );
}
