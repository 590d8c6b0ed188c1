import { scopes } from '@stockroom/client/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { Type } from 'typebox';
import { crossSite } from '../callers/errors.ts';
import type { AccessTokenVerifier } from '../oidc/access-tokens.ts';
import type { Issuer } from '../oidc/issuer.ts';
import { isFromOwnPage } from '../sessions/same-origin.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { invalidReturnUrl, issuerUnavailable, signInFailed, signInNotPending } from './errors.ts';
import { htmlErrorHandler } from './html-error-handler.ts';
import { localPath } from './local-path.ts';
import { style, styleUrl } from './pages.ts';
import { PendingSignIns } from './pending-sign-ins.ts';
import { sessionFromTokens } from './session-from-tokens.ts';
import type { SignInSettings } from './settings.ts';

/** What signing in depends on. */
export interface SignInDependencies {
  readonly settings: Pick<SignInSettings, 'publicUrl' | 'sessions' | 'parameters'>;
  readonly issuer: Issuer;
  readonly accessTokens: AccessTokenVerifier;
  readonly sessions: Sessions;
}

/** Settings of the sign-in routes. */
export interface SignInOptions {
  /** Undefined if no issuer is configured: then there is only `/session`. */
  readonly dependencies: SignInDependencies | undefined;
}

const paths = { signIn: '/sign-in', callback: '/sign-in/callback' } as const;
/** What fits into the cookie beside the rest of the pending sign-in. A longer path becomes `/`. */
const maxReturnLength = 1500;
const publicRoute = { config: { access: 'public' } } as const;

/**
 * Signs users in at the issuer, with the authorization code flow and PKCE, and reports to pages who
 * is signed in. The issuer's tokens are used once and not stored: the session holds the identity and
 * the permissions.
 */
export const signIn = plugin(
  async (app: FastifyInstance, { dependencies }: SignInOptions) => {
    addSessionRoute(app, dependencies?.sessions);
    if (!dependencies) return;
    // In its own scope: the errors of these routes appear in a browser.
    await app.register(async (scope) => {
      scope.setErrorHandler(htmlErrorHandler(app));
      addSignInRoute(scope, dependencies);
      addCallbackRoute(scope, dependencies);
    });
    addSignOutRoute(app, dependencies);
    app.get(styleUrl, publicRoute, async (_request, reply) =>
      reply.type('text/css').header('cache-control', 'public, max-age=3600').send(style),
    );
  },
  { name: 'sign-in' },
);

function addSessionRoute(app: FastifyInstance, sessions: Sessions | undefined): void {
  app.get('/session', publicRoute, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const session = await sessions?.of(request);
    return {
      signIn: sessions ? paths.signIn : null,
      person: session?.person ?? null,
      scopes: session?.scopes ?? [],
      ...(session && { expiresAt: session.expiresAt.toISOString() }),
    };
  });
}

function addSignInRoute(app: FastifyInstance, { settings, issuer }: SignInDependencies): void {
  const { publicUrl, parameters } = settings;
  const pendingSignIns = new PendingSignIns(settings.sessions);
  const schema = {
    querystring: Type.Object({ return: Type.String({ default: '/' }) }),
  };

  app.get(paths.signIn, { ...publicRoute, schema }, async (request, reply) => {
    const { return: requested } = request.query as { return: string };
    const local = localPath(requested, publicUrl);
    if (local === undefined) throw invalidReturnUrl();
    const returnTo = local.length > maxReturnLength ? '/' : local;
    reply.header('cache-control', 'no-store');
    if (isLoopbackAlias(publicUrl, request)) {
      return reply.redirect(
        `${publicUrl}${paths.signIn}?${new URLSearchParams({ return: returnTo })}`,
      );
    }

    const configuration = await issuer.configuration().catch((error) => {
      throw issuerUnavailable(error);
    });
    const pending = {
      state: randomState(),
      nonce: randomNonce(),
      codeVerifier: randomPKCECodeVerifier(),
      returnTo,
    };
    const url = buildAuthorizationUrl(configuration, {
      ...parameters,
      redirect_uri: `${publicUrl}${paths.callback}`,
      scope: requestedScopes(issuer).join(' '),
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await calculatePKCECodeChallenge(pending.codeVerifier),
      code_challenge_method: 'S256',
    });
    await pendingSignIns.begin(reply, pending);
    return reply.redirect(url.href);
  });
}

/** With a permissions claim the issuer may not know our scopes, and would reject the request. */
function requestedScopes({ settings }: Issuer): string[] {
  const { permissionsClaim, scopePrefix } = settings;
  const permissions = permissionsClaim ? [] : scopes.map((scope) => `${scopePrefix}${scope}`);
  return ['openid', 'profile', 'email', ...permissions];
}

/** Whether the request uses another name of this machine, under which cookies are not shared. */
function isLoopbackAlias(publicUrl: string, { raw }: FastifyRequest): boolean {
  const { port, hostname, host: ours } = new URL(publicUrl);
  // The browser's own Host header, which cookies go by. `request.host` follows proxy headers.
  const { host } = raw.headers;
  const names = ['localhost', '127.0.0.1', '[::1]'];
  return (
    names.includes(hostname) && host !== ours && names.some((name) => host === `${name}:${port}`)
  );
}

function addCallbackRoute(app: FastifyInstance, dependencies: SignInDependencies): void {
  const { settings, issuer, accessTokens, sessions } = dependencies;
  const pendingSignIns = new PendingSignIns(settings.sessions);

  app.get(paths.callback, publicRoute, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const pending = await pendingSignIns.of(request);
    // A sign-in can be completed once, even if it fails. Another one of this browser stays pending.
    if (pending?.state === (request.query as { state?: unknown }).state) pendingSignIns.end(reply);
    if (!pending) throw signInNotPending();
    const configuration = await issuer.configuration().catch((error) => {
      throw issuerUnavailable(error);
    });
    const tokens = await authorizationCodeGrant(
      configuration,
      new URL(request.url, settings.publicUrl),
      {
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        pkceCodeVerifier: pending.codeVerifier,
        idTokenExpected: true,
      },
    ).catch((error) => {
      throw signInFailed(error);
    });
    await sessions.begin(reply, await sessionFromTokens(tokens, accessTokens, issuer.settings));
    return reply.redirect(pending.returnTo);
  });
}

function addSignOutRoute(
  app: FastifyInstance,
  { settings, issuer, sessions }: SignInDependencies,
): void {
  const { publicUrl } = settings;
  app.post('/sign-out', publicRoute, async (request, reply) => {
    if (!isFromOwnPage(request, publicUrl)) throw crossSite();
    sessions.end(reply);
    reply.header('cache-control', 'no-store');
    // Signing out here works without the issuer.
    const configuration = await issuer.configuration().catch(() => undefined);
    if (!configuration?.serverMetadata().end_session_endpoint) return {};
    const back = `${publicUrl}/`;
    const location = buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: back,
      // Amazon Cognito's name for it.
      logout_uri: back,
    });
    return { location: location.href };
  });
}
