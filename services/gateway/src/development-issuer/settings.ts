import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { ClientMetadata } from 'oidc-provider';
import type { IssuerSettings } from '../access/issuer.ts';

/** Where the development issuer is found at the gateway. */
export const developmentPath = '/development-issuer';
export const interactionPath = `${developmentPath}/interaction`;

/** Whom its tokens are meant for. */
export const developmentAudience = 'stockroom';

const gatewayClient = 'stockroom-gateway';

/** The gateway, and a client for whoever tries the API out: `developer`, with `development`. */
export const clients = (publicUrl: string): ClientMetadata[] => [
  {
    client_id: gatewayClient,
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    redirect_uris: [`${publicUrl}/sign-in/callback`],
    post_logout_redirect_uris: [`${publicUrl}/`],
  },
  {
    client_id: 'developer',
    client_secret: 'development',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  },
];

/** How the gateway stands with its own development issuer, but for the way to it. */
export const developmentIssuerSettings = (publicUrl: string): IssuerSettings => ({
  issuer: `${publicUrl}${developmentPath}`,
  audiences: [developmentAudience],
  clientId: gatewayClient,
  clientSecret: undefined,
  scopePrefix: '',
  permissionsClaim: undefined,
});

/** The way to the issuer from inside: its public address may not lead here, in a container say. */
export const wayInside =
  (app: FastifyInstance): typeof fetch =>
  async (input, init) => {
    const { pathname, search } = new URL(input instanceof Request ? input.url : input);
    const address = app.server.address() as AddressInfo | null;
    if (!address) throw new Error('The gateway does not listen yet.');
    const host = address.family === 'IPv6' ? '[::1]' : '127.0.0.1';
    return fetch(`http://${host}:${address.port}${pathname}${search}`, init);
  };
