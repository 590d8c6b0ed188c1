import { isLoopbackHttp } from '@stockroom/service/manifest';
import { createRemoteJWKSet, type JWTVerifyGetKey, customFetch as keysFetch } from 'jose';
import {
  allowInsecureRequests,
  type Configuration,
  customFetch,
  discovery,
  None,
} from 'openid-client';

/** The gateway's registration at an OpenID Connect issuer. */
export interface IssuerSettings {
  /** The issuer's identifier, exactly as in the `iss` claim of its tokens. */
  readonly issuer: string;
  /** Accepted audiences of access tokens. */
  readonly audiences: readonly string[];
  readonly clientId: string;
  /** Undefined for a public client. */
  readonly clientSecret: string | undefined;
  /** What the issuer prepends to every scope; empty for nothing. */
  readonly scopePrefix: string;
  /** The claim with a person's permissions; undefined to use the scopes. */
  readonly permissionsClaim: string | undefined;
  /** How to reach the issuer. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/** After a failed request, no further request goes to the issuer for this long. */
const coolDownMilliseconds = 5_000;
/** Timeout of a request to the issuer. */
const timeoutSeconds = 5;
/** The signing keys are read again after this long; a withdrawn key is accepted no longer. */
const keysMaxAgeMilliseconds = 10 * 60_000;
/** Minimum time between two reads of the signing keys because of an unknown key id. */
const unknownKeyMilliseconds = 30_000;

/** An issuer's metadata and signing keys. Reads them on first use and caches them. */
export class Issuer {
  readonly settings: IssuerSettings;
  #discovered: Promise<{ configuration: Configuration; keys: JWTVerifyGetKey }> | undefined;

  constructor(settings: IssuerSettings) {
    this.settings = settings;
  }

  /** @throws if the issuer does not respond, or identifies itself as another issuer */
  async configuration(): Promise<Configuration> {
    return (await this.#discovery()).configuration;
  }

  /** Throws as {@link configuration} does. */
  async keys(): Promise<JWTVerifyGetKey> {
    return (await this.#discovery()).keys;
  }

  #discovery() {
    this.#discovered ??= this.#discover().catch((error) => {
      const retry = () => {
        this.#discovered = undefined;
      };
      setTimeout(retry, coolDownMilliseconds).unref();
      throw error;
    });
    return this.#discovered;
  }

  async #discover() {
    const { issuer, clientId, clientSecret, fetch: send = fetch } = this.settings;
    const configuration = await discovery(
      new URL(issuer),
      clientId,
      clientSecret,
      clientSecret === undefined ? None() : undefined,
      {
        timeout: timeoutSeconds,
        [customFetch]: send as never,
        execute: isLoopbackHttp(issuer) ? [allowInsecureRequests] : [],
      },
    );
    const { jwks_uri: keysUrl } = configuration.serverMetadata();
    if (keysUrl === undefined) throw new Error(`The metadata of issuer ${issuer} has no jwks_uri.`);
    if (new URL(keysUrl).protocol !== 'https:' && !isLoopbackHttp(keysUrl)) {
      throw new Error(`The issuer ${issuer} publishes its keys over plain HTTP: ${keysUrl}.`);
    }
    const keys = createRemoteJWKSet(new URL(keysUrl), {
      timeoutDuration: timeoutSeconds * 1000,
      cooldownDuration: unknownKeyMilliseconds,
      cacheMaxAge: keysMaxAgeMilliseconds,
      [keysFetch]: withCoolDown(send),
    });
    return { configuration, keys };
  }
}

/** Wraps a fetch so that it fails at once for a while after a failure. */
function withCoolDown(send: typeof fetch): typeof fetch {
  let coolDownUntil = 0;
  return async (input, init) => {
    if (performance.now() < coolDownUntil) {
      throw new Error('The last request to the issuer failed; the next one waits a few seconds.');
    }
    try {
      const response = await send(input, init);
      if (!response.ok) coolDownUntil = performance.now() + coolDownMilliseconds;
      return response;
    } catch (error) {
      coolDownUntil = performance.now() + coolDownMilliseconds;
      throw error;
    }
  };
}
