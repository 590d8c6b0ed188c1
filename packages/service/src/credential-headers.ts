/**
 * The headers by which callers show who they are, in lower case: a token or key, the cookie of a
 * session, a key. Whatever keeps requests leaves them out: the log of a service, and the log of the
 * firewall in front.
 */
export const credentialHeaders = ['authorization', 'cookie', 'x-api-key'] as const;
