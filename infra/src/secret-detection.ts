/** Whether a variable is named like a secret. The name, ARN or path of a secret is not one. */
export function namesSecret(name: string): boolean {
  return (
    /(^|_)(PASSWORD|PASSWD|PASSPHRASE|SECRETS?|TOKEN|CREDENTIALS?|(API|ACCESS|PRIVATE|SIGNING|ENCRYPTION)_?KEY)(_|$)/i.test(
      name,
    ) && !/_(ARN|NAME|ID|FILE|PATH|URL|SECONDS|MINUTES|DAYS|HEADER|ALGORITHM)$/i.test(name)
  );
}

/** Whether a value looks like a secret: a known format, or the entropy of a key. */
export function looksLikeSecret(value: string): boolean {
  // Terraform fills in references later.
  const plain = value.replace(/\$\{[^}]*\}/g, ' ');
  return (
    knownFormats.some((format) => format.test(plain)) || plain.split(/[^\w+=-]+/).some(isRandom)
  );
}

const knownFormats: readonly RegExp[] = [
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\bgh[pousr]_[A-Za-z0-9]{36}/,
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./,
  // https://name:password@host
  /:\/\/[^/\s:@]+:[^/\s:@]+@/,
];

/** Letters and digits mixed, with about the entropy of random text. */
function isRandom(word: string): boolean {
  if (/^[0-9a-f]{32,}$/i.test(word)) return bitsPerCharacter(word) > 3;
  return (
    word.length >= 20 &&
    /[a-z]/.test(word) &&
    /[A-Z]/.test(word) &&
    /\d/.test(word) &&
    bitsPerCharacter(word) > 3.8
  );
}

/** Shannon's entropy. */
function bitsPerCharacter(word: string): number {
  const counts = new Map<string, number>();
  for (const character of word) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => {
    const share = count / word.length;
    return bits - share * Math.log2(share);
  }, 0);
}
