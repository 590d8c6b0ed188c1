/**
 * The headers that carry credentials, in lower case: an access token or API key, the session
 * cookie, an API key. The logs of services and of the web application firewall leave them out.
 */
export const credentialHeaders = ['authorization', 'cookie', 'x-api-key'] as const;
