import type { IncomingMessage, ServerResponse } from 'node:http';
import { Problem } from '@stockroom/service';
import { isLoopbackHttp } from '@stockroom/service/manifest';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import { signInNotPending } from '../sign-in/errors.ts';
import { htmlErrorHandler } from '../sign-in/html-error-handler.ts';
import { escaped, page, sendPage } from '../sign-in/pages.ts';
import { demoUsers } from './demo-users.ts';
import { createProvider } from './provider.ts';
import { developmentIssuerSettings, developmentPath, interactionPath } from './settings.ts';

/**
 * An OpenID Connect issuer inside the gateway, for a developer's own machine: it signs in any demo
 * user with one click. `readSettings` rejects it everywhere else.
 */
export const developmentIssuer = plugin(
  async (app: FastifyInstance, { publicUrl }: { publicUrl: string }) => {
    const { issuer } = developmentIssuerSettings(publicUrl);
    const provider = await createProvider(issuer, publicUrl);
    const callback = provider.callback();
    const { host } = new URL(publicUrl);

    /** The provider derives its URLs from the request. This makes them the same for every request. */
    const asPublic = (raw: IncomingMessage) => Object.assign(raw.headers, { host });

    /**
     * A page of another site can point its own name at this machine (DNS rebinding), and can set
     * every header but Host. So X-Forwarded-Host, which Fastify's `request.host` follows, is ignored.
     */
    const onlyThisMachine = async ({ raw }: FastifyRequest) => {
      if (!isLoopbackHttp(`http://${raw.headers.host}`)) throw misdirectedRequest();
    };

    await app.register(async (scope) => {
      scope.addHook('onRequest', onlyThisMachine);
      scope.removeAllContentTypeParsers();
      // The provider parses bodies itself.
      scope.addContentTypeParser('*', async (_request: unknown, body: unknown) => body);
      scope.route({
        method: ['GET', 'POST', 'OPTIONS'],
        url: `${developmentPath}/*`,
        config: { access: 'public' },
        handler: async ({ raw, url }, reply) => {
          reply.hijack();
          asPublic(raw);
          const mounted = raw as IncomingMessage & { originalUrl?: string };
          mounted.originalUrl = url;
          mounted.url = url.slice(developmentPath.length);
          await callback(mounted, reply.raw);
        },
      });
    });

    await app.register(async (scope) => {
      scope.addHook('onRequest', onlyThisMachine);
      scope.setErrorHandler(htmlErrorHandler(app));
      scope.addContentTypeParser(
        'application/x-www-form-urlencoded',
        { parseAs: 'string' },
        async (_request: unknown, body: string) => Object.fromEntries(new URLSearchParams(body)),
      );
      scope.get(
        `${interactionPath}/:uid`,
        { config: { access: 'public' } },
        async (request, reply) => {
          const { uid } = await provider
            .interactionDetails(request.raw, reply.raw)
            .catch(throwNotPending);
          return sendPage(reply, userSelection(uid));
        },
      );
      scope.post<{ Body: { person?: string } }>(
        `${interactionPath}/:uid`,
        { config: { access: 'public' } },
        async (request, reply) => {
          const { raw, body } = request;
          const location = await finish(raw, reply.raw, body.person);
          return reply.redirect(location, 303);
        },
      );
    });

    async function finish(
      raw: IncomingMessage,
      response: ServerResponse,
      selected: string | undefined,
    ) {
      const user = demoUsers.find(({ id }) => id === selected);
      const result = user
        ? { login: { accountId: user.id, remember: false } }
        : { error: 'access_denied', error_description: 'No user was selected' };
      asPublic(raw);
      return provider.interactionResult(raw, response, result).catch(throwNotPending);
    }
  },
  { name: 'development-issuer' },
);

const throwNotPending = (): never => {
  throw signInNotPending();
};

const misdirectedRequest = () =>
  new Problem(
    421,
    'misdirected-request',
    'The request is for another machine',
    'The development issuer is available only on its own machine. Use 127.0.0.1 or localhost as the host.',
  );

const userSelection = (uid: string): string =>
  page(
    'Sign in',
    `<p>This is the development issuer on your own machine. Sign in as:</p>
<form method="post" action="${interactionPath}/${escaped(uid)}">
${demoUsers.map(({ id, name, permissions }) => `<button name="person" value="${id}">${escaped(name)}<small>${escaped(permissions)}</small></button>`).join('\n')}
</form>`,
  );
