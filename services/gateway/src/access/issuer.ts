import { isLoopbackHttp } from '@stockroom/service/manifest';
import { createRemoteJWKSet, type JWTVerifyGetKey, customFetch as keysFetch } from 'jose';
import {
  allowInsecureRequests,
  type Configuration,
  customFetch,
  discovery,
  None,
} from 'openid-client';

/** How the gateway stands with an issuer of OpenID Connect. */
export interface IssuerSettings {
  /** As it stands in its tokens. */
  readonly issuer: string;
  /** Whom access tokens are meant for: one of these. */
  readonly audiences: readonly string[];
  /** What the issuer knows the gateway as. */
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** What it puts before the scopes. */
  readonly scopePrefix: string;
  /** The claim that says what a person may, instead of the scopes. */
  readonly permissionsClaim: string | undefined;
  /** The way to the issuer; the network's own without it. */
  readonly fetch?: typeof fetch;
}

/** An issuer that does not answer is left alone for so long, however many requests need it. */
const coolDownMilliseconds = 5_000;
/** A question to the issuer is given up after so long. */
const timeoutSeconds = 5;
/** Its keys are read again after so long: one that it has withdrawn is not taken for longer. */
const keysMaxAgeMilliseconds = 10 * 60_000;
/** A key that is not known makes them read again, but not more often than this. */
const unknownKeyMilliseconds = 30_000;

/** What an issuer says of itself, and the keys that it signs with: asked when first needed, and kept. */
export class Issuer {
  readonly settings: IssuerSettings;
  #asked: Promise<{ configuration: Configuration; keys: JWTVerifyGetKey }> | undefined;

  constructor(settings: IssuerSettings) {
    this.settings = settings;
  }

  /** @throws where the issuer does not answer, or is another than it was taken for */
  async configuration(): Promise<Configuration> {
    return (await this.#ask()).configuration;
  }

  /** @throws as {@link configuration} does */
  async keys(): Promise<JWTVerifyGetKey> {
    return (await this.#ask()).keys;
  }

  #ask() {
    this.#asked ??= this.#discover().catch((error) => {
      const askAgain = () => {
        this.#asked = undefined;
      };
      setTimeout(askAgain, coolDownMilliseconds).unref();
      throw error;
    });
    return this.#asked;
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
    if (keysUrl === undefined) throw new Error(`The issuer ${issuer} names no jwks_uri.`);
    if (new URL(keysUrl).protocol !== 'https:' && !isLoopbackHttp(keysUrl)) {
      throw new Error(`The issuer ${issuer} has its keys read over plain HTTP, from ${keysUrl}.`);
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

/** A fetch that fails at once for a while after it has failed. */
function withCoolDown(send: typeof fetch): typeof fetch {
  let leftAloneUntil = 0;
  return async (input, init) => {
    if (performance.now() < leftAloneUntil) {
      throw new Error('The issuer did not answer a moment ago and is left alone for a while.');
    }
    try {
      const answer = await send(input, init);
      if (!answer.ok) leftAloneUntil = performance.now() + coolDownMilliseconds;
      return answer;
    } catch (error) {
      leftAloneUntil = performance.now() + coolDownMilliseconds;
      throw error;
    }
  };
}
