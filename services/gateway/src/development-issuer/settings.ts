import type { ClientMetadata } from 'oidc-provider';
import type { IssuerSettings } from '../oidc/issuer.ts';

/** Path of the development issuer at the gateway. */
export const developmentPath = '/development-issuer';
export const interactionPath = `${developmentPath}/interaction`;

/** Audience of its access tokens. */
export const developmentAudience = 'stockroom';

const gatewayClient = 'stockroom-gateway';

/** The gateway, and a client for developers: `developer`, with the secret `development`. */
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

/** The gateway's registration at its own development issuer. */
export const developmentIssuerSettings = (publicUrl: string): IssuerSettings => ({
  issuer: `${publicUrl}${developmentPath}`,
  audiences: [developmentAudience],
  clientId: gatewayClient,
  clientSecret: undefined,
  scopePrefix: '',
  permissionsClaim: undefined,
});
