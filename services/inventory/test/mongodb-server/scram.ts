import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';

const iterations = 4096;

/**
 * The server's side of one login by SCRAM-SHA-1, the mechanism of Amazon DocumentDB.
 *
 * @param passwordOf the user's password; undefined for an unknown user
 */
export function scramLogin(passwordOf: (user: string) => string | undefined) {
  let first = '';
  let serverFirst = '';
  let user = '';
  const salt = randomBytes(16);

  return {
    /** The challenge for the client's first message. */
    challenge(message: string): string {
      first = message.slice(message.indexOf('n='));
      user = field(first, 'n').replaceAll('=2C', ',').replaceAll('=3D', '=');
      const nonce = field(first, 'r') + randomBytes(18).toString('base64');
      serverFirst = `r=${nonce},s=${salt.toString('base64')},i=${iterations}`;
      return serverFirst;
    },

    /** The server's signature for the client's proof; undefined for a wrong proof. */
    verify(message: string): string | undefined {
      const password = passwordOf(user);
      if (password === undefined) return undefined;
      const digest = createHash('md5').update(`${user}:mongo:${password}`).digest('hex');
      const salted = pbkdf2Sync(digest, salt, iterations, 20, 'sha1');
      const clientKey = hmac(salted, 'Client Key');
      const storedKey = createHash('sha1').update(clientKey).digest();
      const withoutProof = message.slice(0, message.lastIndexOf(',p='));
      const authentication = `${first},${serverFirst},${withoutProof}`;
      const signature = hmac(storedKey, authentication);
      const proof = Buffer.from(field(message, 'p'), 'base64');
      const expected = clientKey.map((byte, index) => byte ^ (signature[index] ?? 0));
      if (proof.length !== expected.length || !timingSafeEqual(proof, expected)) return undefined;
      return `v=${hmac(hmac(salted, 'Server Key'), authentication).toString('base64')}`;
    },
  };
}

const field = (message: string, name: string): string =>
  new RegExp(`(?:^|,)${name}=([^,]*)`).exec(message)?.[1] ?? '';

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha1', key).update(text).digest();
