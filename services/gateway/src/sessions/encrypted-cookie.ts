import { createHash, hkdfSync } from 'node:crypto';
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EncryptJWT, type JWTPayload, jwtDecrypt } from 'jose';

/** Settings of one cookie. */
export interface EncryptedCookieSettings {
  /** The cookie's name. Over HTTPS the prefix `__Host-` is added. */
  readonly name: string;
  /** Part of the encryption key: a cookie cannot be read as one with another purpose. */
  readonly purpose: string;
  /** The origin where callers reach the gateway. A cookie is valid for this origin only. */
  readonly publicUrl: string;
  /** Random texts of 32 characters or more. The first encrypts, all decrypt. */
  readonly keys: readonly string[];
}

/**
 * A cookie whose content only the gateway can read and write (JWE, A256GCM), with an expiry inside.
 * Any gateway task can decrypt it, so no session store is needed.
 *
 * To rotate a key without signing users out, put the new key in front of the old one.
 */
export class EncryptedCookie {
  readonly #name: string;
  readonly #options: CookieSerializeOptions;
  readonly #keys: ReadonlyMap<string, Uint8Array>;
  readonly #encryptionKey: { readonly kid: string; readonly key: Uint8Array };

  /** @throws if there are no keys */
  constructor({ name, purpose, publicUrl, keys }: EncryptedCookieSettings) {
    const secure = publicUrl.startsWith('https:');
    // `__Host-` rejects cookies that another host of the domain, or plain HTTP, has set.
    this.#name = `${secure ? '__Host-' : ''}${name}`;
    // Not readable by scripts, not sent by other sites.
    this.#options = { path: '/', httpOnly: true, sameSite: 'lax', secure };
    const derived = keys.map((text) => derive(text, `stockroom ${purpose} at ${publicUrl}`));
    const [first] = derived;
    if (!first) throw new Error(`The cookie ${name} has no key to encrypt with.`);
    this.#encryptionKey = first;
    this.#keys = new Map(derived.map(({ kid, key }) => [kid, key]));
  }

  /** Whether the browser sent the cookie, valid or not. */
  isSent({ cookies }: FastifyRequest): boolean {
    return cookies[this.#name] !== undefined;
  }

  /** The content, with its expiry as `exp`; undefined if the cookie is missing, expired or not valid. */
  async read({ cookies }: FastifyRequest): Promise<JWTPayload | undefined> {
    const cookie = cookies[this.#name];
    if (cookie === undefined) return undefined;
    try {
      const { payload } = await jwtDecrypt(cookie, ({ kid }) => this.#keyOf(kid), {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
        requiredClaims: ['exp'],
      });
      return payload;
    } catch {
      return undefined;
    }
  }

  async set(
    reply: FastifyReply,
    content: Readonly<Record<string, unknown>>,
    expires: Date,
  ): Promise<void> {
    const value = await this.encrypt(content, expires);
    reply.setCookie(this.#name, value, { ...this.#options, expires });
  }

  clear(reply: FastifyReply): void {
    reply.clearCookie(this.#name, this.#options);
  }

  /** The value of a cookie with this content. */
  async encrypt(content: Readonly<Record<string, unknown>>, expires: Date): Promise<string> {
    const { kid, key } = this.#encryptionKey;
    return new EncryptJWT(content)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid })
      .setExpirationTime(expires)
      .encrypt(key);
  }

  #keyOf(kid: string | undefined): Uint8Array {
    const key = kid === undefined ? undefined : this.#keys.get(kid);
    if (!key) throw new Error('The cookie was encrypted with an unknown key.');
    return key;
  }
}

/** A key for one purpose, and an id that does not reveal it. */
function derive(text: string, purpose: string) {
  const key = new Uint8Array(hkdfSync('sha256', text, '', purpose, 32));
  return { kid: createHash('sha256').update(key).digest('base64url').slice(0, 8), key };
}
