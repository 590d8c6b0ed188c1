import { createHash, hkdfSync } from 'node:crypto';
import { EncryptJWT, type JWTPayload, jwtDecrypt } from 'jose';

/**
 * Seals what a browser keeps for the gateway: nobody else can read or change it. The first key
 * seals and all open, so that a key is replaced without signing anybody out.
 */
export class Sealer {
  readonly #keys: ReadonlyMap<string, Uint8Array>;

  /**
   * @param keys random texts of 32 characters or more
   * @param purpose what is sealed; nothing sealed for one purpose opens for another
   */
  constructor(keys: readonly string[], purpose: string) {
    this.#keys = new Map(
      keys.map((text) => {
        const key = new Uint8Array(hkdfSync('sha256', text, '', `stockroom ${purpose}`, 32));
        return [createHash('sha256').update(key).digest('base64url').slice(0, 8), key];
      }),
    );
  }

  /** Seals some content, to be opened until then. */
  async seal(content: Readonly<Record<string, unknown>>, until: Date): Promise<string> {
    const [[kid, key] = []] = this.#keys;
    if (kid === undefined || key === undefined) throw new Error('There is no key to seal with.');
    return new EncryptJWT(content)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid })
      .setExpirationTime(until)
      .encrypt(key);
  }

  /** What was sealed, undefined where it is too old, was changed, or was sealed by somebody else. */
  async open(sealed: string): Promise<JWTPayload | undefined> {
    try {
      const { payload } = await jwtDecrypt(sealed, ({ kid }) => this.#keyOf(kid), {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
        requiredClaims: ['exp'],
      });
      return payload;
    } catch {
      return undefined;
    }
  }

  #keyOf(kid: string | undefined): Uint8Array {
    const key = this.#keys.get(kid ?? '');
    if (!key) throw new Error('It was sealed with a key that is not known.');
    return key;
  }
}
