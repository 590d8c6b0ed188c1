import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { scopes } from '@stockroom/client/contract';
import { ConfigError } from '@stockroom/service';
import type { Configuration, Provider } from 'oidc-provider';
import { page } from '../sign-in/pages.ts';
import { people } from './people.ts';
import { clients, developmentAudience, interactionPath } from './settings.ts';

/** What tokens are for, in the form that OAuth wants (RFC 8707). */
const resource = 'urn:stockroom:api';

/**
 * Makes an issuer with keys of its own, which are gone when it ends.
 *
 * @throws ConfigError in a build without it, as images are
 */
export async function makeProvider(issuer: string, publicUrl: string): Promise<Provider> {
  const { Provider, interactionPolicy, MemoryAdapter } = await library();
  const policy = interactionPolicy.base();
  // Whoever is here consents.
  policy.remove('consent');
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  return new Provider(issuer, {
    // Of its own, because the library warns of its in-memory adapter wherever that is used.
    adapter: class extends MemoryAdapter {},
    clients: clients(publicUrl),
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    jwks: { keys: [{ ...key.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] as never },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    claims: { profile: ['name', 'preferred_username'], email: ['email', 'email_verified'] },
    // So that the ID token says the name: the gateway asks nothing more.
    conformIdTokenClaims: false,
    findAccount,
    interactions: {
      policy,
      url: (_context, { uid }) => `${interactionPath}/${uid}`,
    },
    loadExistingGrant: grantAll,
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

/** Loaded only here, so that no build for production needs it. */
async function library() {
  try {
    const { Provider, interactionPolicy } = await import('oidc-provider');
    const { default: MemoryAdapter } = await import('oidc-provider/lib/adapters/memory_adapter.js');
    return { Provider, interactionPolicy, MemoryAdapter };
  } catch (error) {
    throw new ConfigError(
      'DEVELOPMENT_SIGN_IN: the development issuer is no part of this build. Leave it out and name an issuer by OIDC_ISSUER, or start from the sources.',
      { cause: error },
    );
  }
}

const findAccount: Configuration['findAccount'] = (_context, id) => {
  const person = people.find((one) => one.id === id);
  return (
    person && {
      accountId: id,
      claims: () => ({
        sub: id,
        name: person.name,
        preferred_username: id,
        email: person.email,
        email_verified: true,
      }),
    }
  );
};

/** Everybody gets what the list of people says, whatever was asked for. */
const grantAll: Configuration['loadExistingGrant'] = async ({ oidc }) => {
  const { client, session, provider } = oidc;
  const person = people.find(({ id }) => id === session?.accountId);
  if (!client || !person) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: person.id });
  grant.addOIDCScope('openid profile email');
  grant.addResourceScope(resource, person.scopes.join(' '));
  await grant.save();
  return grant;
};

/** `form` is the library's, with what keeps other sites from sending it. */
async function logoutSource(context: { body?: unknown; type?: string }, form: string) {
  context.body = page(
    'Sign out',
    `<p>You have left Stockroom. Sign out of the development issuer too, and you can come back as somebody else.</p>
${form}
<p><button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button></p>`,
  );
}

async function postLogoutSuccessSource(context: { body?: unknown; type?: string }) {
  context.body = page('Signed out', '<p><a href="/">To Stockroom</a></p>');
}
