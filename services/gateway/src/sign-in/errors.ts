import { Problem, truncate } from '@stockroom/service';
import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { authUnavailable } from '../callers/errors.ts';

/** 400: the return address is not a page of this site. */
export const invalidReturnUrl = () =>
  new Problem(
    400,
    'foreign-return',
    'The return address is not allowed',
    'After signing in you can only return to a page of Stockroom. Use a path such as /sign-in?return=/items.',
  );

/** 400: the callback does not belong to a pending sign-in of this browser. */
export const signInNotPending = () =>
  new Problem(
    400,
    'sign-in-not-begun',
    'This sign-in is not pending',
    'It was started in another browser, took longer than 15 minutes, or is complete already. Sign in again.',
  );

/** The error response for a failed exchange of the authorization code. */
export function signInFailed(error: unknown): Problem {
  if (error instanceof AuthorizationResponseError && error.error === 'access_denied') {
    return new Problem(
      403,
      'sign-in-refused',
      'The identity provider did not sign you in',
      "The sign-in was cancelled, or you don't have permission to use Stockroom. Sign in again, or ask an administrator.",
    );
  }
  if (isUnavailable(error)) return issuerUnavailable(error);
  const isErrorResponse =
    error instanceof AuthorizationResponseError || error instanceof ResponseBodyError;
  return new Problem(
    400,
    'sign-in-failed',
    'Signing in failed',
    `${isErrorResponse ? `The identity provider reports ${truncate(error.error, 100)}.` : "The identity provider's response does not belong to this sign-in."} Sign in again.`,
    { cause: error },
  );
}

/** Whether the identity provider did not respond, or reported an error on its side. */
function isUnavailable(error: unknown): boolean {
  // fetch throws this when it cannot connect.
  if (error instanceof TypeError) return error.cause instanceof Error;
  if (!(error instanceof ClientError)) return false;
  const { code, cause } = error;
  return code === 'OAUTH_TIMEOUT' || (cause instanceof Response && cause.status >= 500);
}

/** 502 if the error is an access token that is not valid for Stockroom; any other error unchanged. */
export const unusableToken = (error: unknown): unknown =>
  error instanceof Problem && error.status === 401
    ? unusable(
        'Its access token is not valid for Stockroom. An administrator can fix this with OIDC_AUDIENCE and OIDC_SIGN_IN_PARAMETERS.',
        error,
      )
    : error;

/** 502: the access token and the ID token identify different persons. */
export const mismatchedTokens = (): Problem =>
  unusable(
    'Its access token and its ID token do not belong to the same person. Configure the identity provider to put the same "sub" into both.',
  );

const unusable = (detail: string, cause?: unknown) =>
  new Problem(
    502,
    'unusable-access-token',
    "The identity provider's response cannot be used",
    detail,
    { cause },
  );

/** 503: the identity provider is not available. */
export const issuerUnavailable = (error: unknown): Problem =>
  authUnavailable('The identity provider does not respond.', error);
