import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { scopes } from '@stockroom/client/contract';
import { ConfigError } from '@stockroom/service';
import type { Configuration, Provider } from 'oidc-provider';
import { page } from '../sign-in/pages.ts';
import { demoUsers } from './demo-users.ts';
import { clients, developmentAudience, interactionPath } from './settings.ts';

/** The API as an OAuth resource (RFC 8707). */
const resource = 'urn:stockroom:api';

/**
 * Creates an issuer with new signing keys, which exist only in memory.
 *
 * @throws ConfigError in a build without `oidc-provider`, such as a container image
 */
export async function createProvider(issuer: string, publicUrl: string): Promise<Provider> {
  const { Provider, interactionPolicy, MemoryAdapter } = await library();
  const policy = interactionPolicy.base();
  // Demo users need not consent.
  policy.remove('consent');
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  return new Provider(issuer, {
    // A subclass: the library warns about its in-memory adapter.
    adapter: class extends MemoryAdapter {},
    clients: clients(publicUrl),
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    jwks: { keys: [{ ...key.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] as never },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    claims: { profile: ['name', 'preferred_username'], email: ['email', 'email_verified'] },
    // Puts the name into the ID token: the gateway does not call the userinfo endpoint.
    conformIdTokenClaims: false,
    findAccount,
    interactions: {
      policy,
      url: (_context, { uid }) => `${interactionPath}/${uid}`,
    },
    loadExistingGrant: grantUserScopes,
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          audience: developmentAudience,
          scope: scopes.join(' '),
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
      rpInitiatedLogout: { enabled: true, logoutSource, postLogoutSuccessSource },
    },
    ttl: {
      AccessToken: 3600,
      ClientCredentials: 3600,
      Grant: 86_400,
      IdToken: 3600,
      Interaction: 3600,
      Session: 86_400,
    },
  });
}

/** Loads the library on demand, because production builds do not include it. */
async function library() {
  try {
    const { Provider, interactionPolicy } = await import('oidc-provider');
    const { default: MemoryAdapter } = await import('oidc-provider/lib/adapters/memory_adapter.js');
    return { Provider, interactionPolicy, MemoryAdapter };
  } catch (error) {
    throw new ConfigError(
      'DEVELOPMENT_SIGN_IN: this build does not include the development issuer. Remove the variable and set OIDC_ISSUER, or start from the sources.',
      { cause: error },
    );
  }
}

const findAccount: Configuration['findAccount'] = (_context, id) => {
  const user = demoUsers.find((one) => one.id === id);
  return (
    user && {
      accountId: id,
      claims: () => ({
        sub: id,
        name: user.name,
        preferred_username: id,
        email: user.email,
        email_verified: true,
      }),
    }
  );
};

/** Grants the scopes of the demo user, whatever the request contains. */
const grantUserScopes: Configuration['loadExistingGrant'] = async ({ oidc }) => {
  const { client, session, provider } = oidc;
  const user = demoUsers.find(({ id }) => id === session?.accountId);
  if (!client || !user) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: user.id });
  grant.addOIDCScope('openid profile email');
  grant.addResourceScope(resource, user.scopes.join(' '));
  await grant.save();
  return grant;
};

/** @param form the library's HTML form, with its protection against CSRF */
async function logoutSource(context: { body?: unknown; type?: string }, form: string) {
  context.body = page(
    'Sign out',
    `<p>You have signed out of Stockroom. Sign out of the development issuer too, to sign in as another user.</p>
${form}
<p><button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button></p>`,
  );
}

async function postLogoutSuccessSource(context: { body?: unknown; type?: string }) {
  context.body = page('Signed out', '<p><a href="/">Back to Stockroom</a></p>');
}
