import { Problem, truncate } from '@stockroom/service';
import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { cannotTell } from '../access/refusals.ts';

/** The way back after signing in is none of ours. */
export const foreignReturn = () =>
  new Problem(
    400,
    'foreign-return',
    'The way back leads elsewhere',
    'After signing in you can only return to a page of Stockroom. Use a path such as /sign-in?return=/items.',
  );

/** What the issuer sends back belongs to no attempt of this browser. */
export const notBegunHere = () =>
  new Problem(
    400,
    'sign-in-not-begun',
    'This sign-in was not begun here',
    'It was begun in another browser, took longer than a quarter of an hour, or has ended already. Sign in again.',
  );

/** What came of asking the issuer for tokens. */
export function refusedByIssuer(error: unknown): Problem {
  if (error instanceof AuthorizationResponseError && error.error === 'access_denied') {
    return new Problem(
      403,
      'sign-in-refused',
      'The issuer did not sign you in',
      'It was cancelled, or you may not use Stockroom. Sign in again, or ask whoever administers it.',
    );
  }
  if (isAway(error)) return issuerAway(error);
  const isAnswer =
    error instanceof AuthorizationResponseError || error instanceof ResponseBodyError;
  return new Problem(
    400,
    'sign-in-failed',
    'Signing in failed',
    `${isAnswer ? `The issuer says ${truncate(error.error, 100)}.` : "The issuer's answer does not belong to this sign-in."} Sign in again.`,
    { cause: error },
  );
}

/** Whether the issuer did not answer, or said that it cannot. */
function isAway(error: unknown): boolean {
  // What fetch throws when it reaches nobody.
  if (error instanceof TypeError) return error.cause instanceof Error;
  if (!(error instanceof ClientError)) return false;
  const { code, cause } = error;
  return code === 'OAUTH_TIMEOUT' || (cause instanceof Response && cause.status >= 500);
}

/** The access token that came is not for us. */
export const unusableToken = (cause: unknown): unknown =>
  cause instanceof Problem && cause.status === 401
    ? new Problem(
        502,
        'unusable-access-token',
        'What the issuer gave cannot be used',
        'Its access token is not for Stockroom. Whoever administers it looks at OIDC_AUDIENCE and OIDC_SIGN_IN_PARAMETERS.',
        { cause },
      )
    : cause;

/** The access token that came is not of the person who signed in. */
export const tokensOfTwo = (): Problem =>
  new Problem(
    502,
    'unusable-access-token',
    'What the issuer gave cannot be used',
    'Its access token and its ID token are not of the same person. Whoever administers the issuer has it write the same "sub" into both.',
  );

/** Nobody can sign in now. */
export const issuerAway = (error: unknown): Problem =>
  cannotTell('The issuer that people sign in at does not answer.', error);
