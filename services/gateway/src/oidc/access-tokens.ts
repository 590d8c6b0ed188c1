import type { Problem } from '@stockroom/service';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { type Caller, clientActor, personActor, scopesAmong } from '../callers/caller.ts';
import { authUnavailable, invalidToken } from '../callers/errors.ts';
import type { Issuer, IssuerSettings } from './issuer.ts';

/** Asymmetric signatures only: neither `none` nor a shared secret. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** Tolerated difference between the issuer's clock and this one, in seconds. */
const clockToleranceSeconds = 30;

/** The claims of a valid access token. */
export interface AccessTokenClaims extends JWTPayload {
  /** The issuer's id of a person or program, unique at that issuer. */
  readonly sub: string;
  /** Expiry, in seconds since 1970. */
  readonly exp: number;
}

/** Verifies the access tokens of one issuer. */
export class AccessTokenVerifier {
  readonly #issuer: Issuer;

  constructor(issuer: Issuer) {
    this.#issuer = issuer;
  }

  /**
   * Authenticates the caller that an access token was issued to.
   *
   * @throws Problem 401 if the token is not valid, 503 if the issuer's keys cannot be read
   */
  async callerOf(token: string): Promise<Caller> {
    return callerFrom(await this.claimsOf(token), this.#issuer.settings);
  }

  /** Verifies a token for this API and returns its claims. Throws as {@link callerOf} does. */
  async claimsOf(token: string): Promise<AccessTokenClaims> {
    const { payload, protectedHeader } = await this.#verify(token);
    const violation =
      notAnAccessToken(protectedHeader.typ, payload) ??
      wrongAudience(payload, this.#issuer.settings.audiences);
    if (violation !== undefined) throw invalidToken(violation);
    const { sub, exp } = payload;
    if (!isSubject(sub)) throw invalidToken(invalidSubject);
    if (exp === undefined)
      throw new Error('A verified token has no "exp", although it is required.');
    return { ...payload, sub, exp };
  }

  async #verify(token: string) {
    try {
      const configuration = await this.#issuer.configuration();
      return await jwtVerify(token, await this.#issuer.keys(), {
        issuer: configuration.serverMetadata().issuer,
        algorithms,
        clockTolerance: clockToleranceSeconds,
        requiredClaims: ['exp', 'sub'],
      });
    } catch (error) {
      throw verificationProblem(error);
    }
  }
}

/** The caller that a token's claims identify, with its scopes. */
export function callerFrom(claims: AccessTokenClaims, settings: IssuerSettings): Caller {
  const { sub: id } = claims;
  const isProgram = isClientToken(claims);
  return {
    kind: isProgram ? 'client' : 'person',
    id,
    actor: isProgram ? clientActor(id) : personActor(claims),
    scopes: scopesAmong(permissionsOf(claims, isProgram, settings)),
    expiresAt: new Date(claims.exp * 1000),
  };
}

/** At most 255 ASCII characters (OpenID Connect Core 1.0, 2), and not empty. */
const isSubject = (sub: unknown): sub is string =>
  typeof sub === 'string' && /^\p{ASCII}{1,255}$/u.test(sub);

/**
 * Whether a program obtained the token for itself (client credentials): the client is the subject
 * (RFC 9068, 2.2), to which Auth0 appends `@clients`.
 */
function isClientToken({ sub, client_id: clientId, azp }: JWTPayload): boolean {
  const client = clientId ?? azp;
  return typeof client === 'string' && (sub === client || sub === `${client}@clients`);
}

/** The permissions in a token, without the issuer's prefix. */
function permissionsOf(
  claims: JWTPayload,
  isProgram: boolean,
  { scopePrefix, permissionsClaim }: IssuerSettings,
): unknown[] {
  const claim =
    permissionsClaim !== undefined && !isProgram
      ? claims[permissionsClaim]
      : (claims.scope ?? claims.scp);
  const permissions: unknown[] = typeof claim === 'string' ? claim.split(' ') : [claim].flat();
  return permissions.map((permission) =>
    typeof permission === 'string' && permission.startsWith(scopePrefix)
      ? permission.slice(scopePrefix.length)
      : permission,
  );
}

/** Why a token that the issuer signed is not an access token; undefined if it is one. */
function notAnAccessToken(type: string | undefined, claims: JWTPayload): string | undefined {
  const isJwt = type === undefined || /^(?:application\/)?(?:at\+)?jwt$/i.test(type);
  // Only ID tokens and logout tokens have these claims.
  const isAboutSignIn = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events'].some(
    (name) => name in claims,
  );
  const { token_use: use, typ: kind } = claims;
  const isOtherKind =
    (use !== undefined && use !== 'access') || (typeof kind === 'string' && kind !== 'Bearer');
  return !isJwt || isAboutSignIn || isOtherKind
    ? 'This is not an access token. Send the one that the identity provider returns as access_token.'
    : undefined;
}

/** Amazon Cognito's access tokens have no audience, only the client that they were issued to. */
function wrongAudience(claims: JWTPayload, accepted: readonly string[]): string | undefined {
  const audiences = [claims.aud ?? claims.client_id].flat();
  return accepted.some((audience) => audiences.includes(audience))
    ? undefined
    : 'The token is for another audience. Request one for Stockroom from the identity provider.';
}

const expired = 'The token has expired. Get a new one.';
const untrusted =
  'The token was not issued by the identity provider that Stockroom trusts, or it was changed. Get one from that identity provider.';
const invalidSubject =
  'The token does not identify a caller: "sub" must be 1 to 255 ASCII characters. Ask the administrator of the identity provider.';
const notYetValid = 'The token is not valid yet. Check the clock of the machine that issued it.';

/** Tells an invalid token from signing keys that cannot be read, which the caller cannot fix. */
function verificationProblem(error: unknown): Problem {
  if (error instanceof errors.JWTExpired) return invalidToken(expired, error);
  if (error instanceof errors.JWTClaimValidationFailed) {
    return invalidToken(error.claim === 'nbf' ? notYetValid : untrusted, error);
  }
  const isInvalidToken = [
    errors.JOSEAlgNotAllowed,
    errors.JOSENotSupported,
    errors.JWKSMultipleMatchingKeys,
    errors.JWKSNoMatchingKey,
    errors.JWSInvalid,
    errors.JWSSignatureVerificationFailed,
    errors.JWTInvalid,
  ].some((kind) => error instanceof kind);
  return isInvalidToken
    ? invalidToken(untrusted, error)
    : authUnavailable('The identity provider does not respond.', error);
}
