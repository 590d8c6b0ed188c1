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
import type { AccessTokens } from '../access/access-tokens.ts';
import type { Issuer } from '../access/issuer.ts';
import { isFromOwnPage } from '../access/own-pages.ts';
import { crossSite } from '../access/refusals.ts';
import type { Sessions } from '../access/sessions.ts';
import type { SignInSettings } from '../access/settings.ts';
import { Attempts } from '../sign-in/attempts.ts';
import { explainToPeople } from '../sign-in/explain-to-people.ts';
import { localPath } from '../sign-in/local-path.ts';
import { style, styleUrl } from '../sign-in/pages.ts';
import { foreignReturn, issuerAway, notBegunHere, refusedByIssuer } from '../sign-in/refusals.ts';
import { sessionFrom } from '../sign-in/session-from.ts';

/** What signing people in takes. */
export interface People {
  readonly settings: Pick<SignInSettings, 'publicUrl' | 'sessions' | 'parameters'>;
  readonly issuer: Issuer;
  readonly tokens: AccessTokens;
  readonly sessions: Sessions;
}

const paths = { signIn: '/sign-in', callback: '/sign-in/callback' } as const;
/** What a cookie has room for, beside the rest of the attempt. Who comes from further begins at `/`. */
const longestReturn = 1500;
const open = { config: { access: 'public' } } as const;

/**
 * Signs people in at the issuer, by authorization code with PKCE, and tells pages who is signed in.
 * The issuer's tokens stay here and are not kept: the session says who and what for.
 */
export const signIn = plugin(
  async (app: FastifyInstance, { people }: { people: People | undefined }) => {
    tellSession(app, people?.sessions);
    if (!people) return;
    // In a scope of its own: people read these errors in a browser.
    await app.register(async (scope) => {
      scope.setErrorHandler(explainToPeople(app));
      begin(scope, people);
      complete(scope, people);
    });
    end(app, people);
    app.get(styleUrl, open, async (_request, reply) =>
      reply.type('text/css').header('cache-control', 'public, max-age=3600').send(style),
    );
  },
  { name: 'sign-in' },
);

function tellSession(app: FastifyInstance, sessions: Sessions | undefined): void {
  app.get('/session', open, async (request, reply) => {
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

function begin(app: FastifyInstance, { settings, issuer }: People): void {
  const { publicUrl, parameters } = settings;
  const attempts = new Attempts(settings.sessions);
  const schema = {
    querystring: Type.Object({ return: Type.String({ default: '/' }) }),
  };

  app.get(paths.signIn, { ...open, schema }, async (request, reply) => {
    const { return: wanted } = request.query as { return: string };
    const local = localPath(wanted, publicUrl);
    if (local === undefined) throw foreignReturn();
    const returnTo = local.length > longestReturn ? '/' : local;
    reply.header('cache-control', 'no-store');
    if (isOtherNameOf(publicUrl, request)) {
      return reply.redirect(
        `${publicUrl}${paths.signIn}?${new URLSearchParams({ return: returnTo })}`,
      );
    }

    const configuration = await issuer.configuration().catch((error) => {
      throw issuerAway(error);
    });
    const attempt = {
      state: randomState(),
      nonce: randomNonce(),
      codeVerifier: randomPKCECodeVerifier(),
      returnTo,
    };
    const url = buildAuthorizationUrl(configuration, {
      ...parameters,
      redirect_uri: `${publicUrl}${paths.callback}`,
      scope: scopesToAskFor(issuer).join(' '),
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await calculatePKCECodeChallenge(attempt.codeVerifier),
      code_challenge_method: 'S256',
    });
    await attempts.begin(reply, attempt);
    return reply.redirect(url.href);
  });
}

/** Where a claim says what people may, asking for scopes would only have them refused. */
function scopesToAskFor({ settings }: Issuer): string[] {
  const { permissionsClaim, scopePrefix } = settings;
  const permissions = permissionsClaim ? [] : scopes.map((scope) => `${scopePrefix}${scope}`);
  return ['openid', 'profile', 'email', ...permissions];
}

/** On a developer's machine `localhost` and `127.0.0.1` are one, but not to cookies. */
function isOtherNameOf(publicUrl: string, { raw }: FastifyRequest): boolean {
  const { port, hostname, host: ours } = new URL(publicUrl);
  // The browser's own word, which cookies go by; not that of a proxy, as `request.host` is.
  const { host } = raw.headers;
  const names = ['localhost', '127.0.0.1', '[::1]'];
  return (
    names.includes(hostname) && host !== ours && names.some((name) => host === `${name}:${port}`)
  );
}

function complete(app: FastifyInstance, people: People): void {
  const { settings, issuer, tokens, sessions } = people;
  const attempts = new Attempts(settings.sessions);

  app.get(paths.callback, open, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const attempt = await attempts.of(request);
    // Whatever comes of it: an attempt is used once. Another one of this browser goes on.
    if (attempt?.state === (request.query as { state?: unknown }).state) attempts.end(reply);
    if (!attempt) throw notBegunHere();
    const configuration = await issuer.configuration().catch((error) => {
      throw issuerAway(error);
    });
    const answer = await authorizationCodeGrant(
      configuration,
      new URL(request.url, settings.publicUrl),
      {
        expectedState: attempt.state,
        expectedNonce: attempt.nonce,
        pkceCodeVerifier: attempt.codeVerifier,
        idTokenExpected: true,
      },
    ).catch((error) => {
      throw refusedByIssuer(error);
    });
    await sessions.begin(reply, await sessionFrom(answer, tokens, issuer.settings));
    return reply.redirect(attempt.returnTo);
  });
}

function end(app: FastifyInstance, { settings, issuer, sessions }: People): void {
  const { publicUrl } = settings;
  app.post('/sign-out', open, async (request, reply) => {
    if (!isFromOwnPage(request, publicUrl)) throw crossSite();
    sessions.end(reply);
    reply.header('cache-control', 'no-store');
    // Who wants to leave leaves here, also while the issuer is away.
    const configuration = await issuer.configuration().catch(() => undefined);
    if (!configuration?.serverMetadata().end_session_endpoint) return {};
    const back = `${publicUrl}/`;
    const location = buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: back,
      // What Amazon Cognito calls it.
      logout_uri: back,
    });
    return { location: location.href };
  });
}
