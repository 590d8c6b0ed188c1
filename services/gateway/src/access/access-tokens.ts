import type { Problem } from '@stockroom/service';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { type Caller, clientActor, personActor, scopesAmong } from './caller.ts';
import type { Issuer, IssuerSettings } from './issuer.ts';
import { cannotTell, invalidToken } from './refusals.ts';

/** Only what is signed with a key that the issuer keeps to itself: neither `none` nor a shared secret. */
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

/** Seconds by which the issuer's clock and this one may differ. */
const clockToleranceSeconds = 30;

/** What a valid access token says. */
export interface AccessTokenClaims extends JWTPayload {
  /** The issuer's own id of a person or program; no other of that issuer has it. */
  readonly sub: string;
}

/** Who shows an access token of the issuer, by the token alone. */
export class AccessTokens {
  readonly #issuer: Issuer;

  constructor(issuer: Issuer) {
    this.#issuer = issuer;
  }

  /**
   * @throws Problem 401 where the token is not valid, 503 where the issuer's keys cannot be read
   */
  async callerOf(token: string): Promise<Caller> {
    return callerFrom(await this.claimsOf(token), this.#issuer.settings);
  }

  /** The claims of a token that is valid for this API; throws as {@link callerOf} does. */
  async claimsOf(token: string): Promise<AccessTokenClaims> {
    const { payload, protectedHeader } = await this.#verify(token);
    const unfit =
      notAnAccessToken(protectedHeader.typ, payload) ??
      notMeantForUs(payload, this.#issuer.settings.audiences);
    if (unfit) throw invalidToken(unfit);
    const { sub } = payload;
    if (!isSubject(sub)) throw invalidToken(withoutSubject);
    return { ...payload, sub };
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
      throw refusal(error);
    }
  }
}

/** Who a token's claims speak of, and what they let that caller do. */
export function callerFrom(claims: AccessTokenClaims, settings: IssuerSettings): Caller {
  const { sub: id } = claims;
  const isProgram = isOwnToken(claims);
  return {
    kind: isProgram ? 'client' : 'person',
    id,
    actor: isProgram ? clientActor(id) : personActor(claims),
    scopes: scopesAmong(wordsOf(claims, isProgram, settings)),
    expiresAt: new Date((claims.exp ?? 0) * 1000),
  };
}

/** At most 255 ASCII characters (OpenID Connect Core 1.0, 2), and not empty. */
const isSubject = (sub: unknown): sub is string =>
  typeof sub === 'string' && /^\p{ASCII}{1,255}$/u.test(sub);

/**
 * Whether a program got the token for itself (client credentials): it is its own subject (RFC 9068,
 * 2.2), to which Auth0 adds `@clients`.
 */
function isOwnToken({ sub, client_id: clientId, azp }: JWTPayload): boolean {
  const client = clientId ?? azp;
  return typeof client === 'string' && (sub === client || sub === `${client}@clients`);
}

/** What the issuer says that the caller may, as it says it, and without its prefix. */
function wordsOf(
  claims: JWTPayload,
  isProgram: boolean,
  { scopePrefix, permissionsClaim }: IssuerSettings,
): unknown[] {
  const given =
    permissionsClaim !== undefined && !isProgram
      ? claims[permissionsClaim]
      : (claims.scope ?? claims.scp);
  const words: unknown[] = typeof given === 'string' ? given.split(' ') : [given].flat();
  return words.map((word) =>
    typeof word === 'string' && word.startsWith(scopePrefix)
      ? word.slice(scopePrefix.length)
      : word,
  );
}

/** Why a token that the issuer signed is another kind of token, undefined where it is none. */
function notAnAccessToken(type: string | undefined, claims: JWTPayload): string | undefined {
  const isJwt = type === undefined || /^(?:application\/)?(?:at\+)?jwt$/i.test(type);
  // Each of these stands only in tokens about a sign-in, or says itself which kind it is.
  const isAboutSignIn = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events'].some(
    (name) => name in claims,
  );
  const { token_use: use, typ: kind } = claims;
  const isOtherKind =
    (use !== undefined && use !== 'access') || (typeof kind === 'string' && kind !== 'Bearer');
  return !isJwt || isAboutSignIn || isOtherKind
    ? 'This is not an access token. Send the one that the issuer calls access_token.'
    : undefined;
}

/** Amazon Cognito's access tokens have no audience, but the client that they were made for. */
function notMeantForUs(claims: JWTPayload, audiences: readonly string[]): string | undefined {
  const meantFor = [claims.aud ?? claims.client_id].flat();
  return audiences.some((audience) => meantFor.includes(audience))
    ? undefined
    : 'The token is for another audience. Ask the issuer for one that is meant for Stockroom.';
}

const expired = 'The token has expired. Get a new one.';
const foreign =
  'The token is not one of the issuer that Stockroom trusts, or was changed. Get one there.';
const withoutSubject =
  'The token does not say whose it is: "sub" has to be 1 to 255 ASCII characters. Ask whoever administers the issuer.';
const notYet = 'The token is not valid yet. Look at the clock of the machine that it comes from.';

/** What is wrong with a token; that its keys cannot be read is nobody's fault. */
function refusal(error: unknown): Problem {
  if (error instanceof errors.JWTExpired) return invalidToken(expired, error);
  if (error instanceof errors.JWTClaimValidationFailed) {
    return invalidToken(error.claim === 'nbf' ? notYet : foreign, error);
  }
  const isTokensFault = [
    errors.JOSEAlgNotAllowed,
    errors.JOSENotSupported,
    errors.JWKSMultipleMatchingKeys,
    errors.JWKSNoMatchingKey,
    errors.JWSInvalid,
    errors.JWSSignatureVerificationFailed,
    errors.JWTInvalid,
  ].some((kind) => error instanceof kind);
  return isTokensFault
    ? invalidToken(foreign, error)
    : cannotTell('The issuer of the tokens does not answer.', error);
}
