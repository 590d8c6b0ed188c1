import type { IncomingMessage, ServerResponse } from 'node:http';
import { Problem } from '@stockroom/service';
import { isLoopbackHttp } from '@stockroom/service/manifest';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import { people } from '../development-issuer/people.ts';
import { makeProvider } from '../development-issuer/provider.ts';
import {
  developmentIssuerSettings,
  developmentPath,
  interactionPath,
} from '../development-issuer/settings.ts';
import { explainToPeople } from '../sign-in/explain-to-people.ts';
import { escaped, page, sendPage } from '../sign-in/pages.ts';
import { notBegunHere } from '../sign-in/refusals.ts';

/**
 * An issuer of OpenID Connect inside the gateway, for a developer's own machine: it signs people in
 * with one click, as whom they like. `accessSettings` refuses it everywhere else.
 */
export const developmentIssuer = plugin(
  async (app: FastifyInstance, { publicUrl }: { publicUrl: string }) => {
    const { issuer } = developmentIssuerSettings(publicUrl);
    const provider = await makeProvider(issuer, publicUrl);
    const callback = provider.callback();
    const { host } = new URL(publicUrl);

    /** The provider takes its addresses from the request's: they are the same, whoever asks. */
    const asPublic = (raw: IncomingMessage) => Object.assign(raw.headers, { host });

    /**
     * A page of another site may have its own name lead here (DNS rebinding), and can write every
     * header but Host: X-Forwarded-Host, which Fastify's `request.host` follows, does not count.
     */
    const onlyThisMachine = async ({ raw }: FastifyRequest) => {
      if (!isLoopbackHttp(`http://${raw.headers.host}`)) throw misdirected();
    };

    await app.register(async (scope) => {
      scope.addHook('onRequest', onlyThisMachine);
      scope.removeAllContentTypeParsers();
      // The provider reads bodies itself.
      scope.addContentTypeParser('*', async (_request: unknown, body: unknown) => body);
      scope.route({
        method: ['GET', 'POST', 'OPTIONS'],
        url: `${developmentPath}/*`,
        config: { access: 'public' },
        handler: async ({ raw }, reply) => {
          reply.hijack();
          asPublic(raw);
          const mounted = raw as IncomingMessage & { originalUrl?: string };
          mounted.originalUrl = raw.url ?? '';
          mounted.url = mounted.originalUrl.slice(developmentPath.length);
          await callback(mounted, reply.raw);
        },
      });
    });

    await app.register(async (scope) => {
      scope.addHook('onRequest', onlyThisMachine);
      scope.setErrorHandler(explainToPeople(app));
      scope.addContentTypeParser(
        'application/x-www-form-urlencoded',
        { parseAs: 'string' },
        async (_request: unknown, body: string) => Object.fromEntries(new URLSearchParams(body)),
      );
      scope.get(
        `${interactionPath}/:uid`,
        { config: { access: 'public' } },
        async (request, reply) => {
          const { uid } = await provider.interactionDetails(request.raw, reply.raw).catch(notBegun);
          return sendPage(reply, choice(uid));
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
      answer: ServerResponse,
      person: string | undefined,
    ) {
      const known = people.find(({ id }) => id === person);
      const result = known
        ? { login: { accountId: known.id, remember: false } }
        : { error: 'access_denied', error_description: 'Nobody was chosen' };
      asPublic(raw);
      return provider.interactionResult(raw, answer, result).catch(notBegun);
    }
  },
  { name: 'development-issuer' },
);

const notBegun = (): never => {
  throw notBegunHere();
};

const misdirected = () =>
  new Problem(
    421,
    'misdirected-request',
    'This is another machine',
    'The development issuer answers on its own machine alone: ask it at 127.0.0.1 or localhost.',
  );

const choice = (uid: string): string =>
  page(
    'Sign in',
    `<p>This is the development issuer of your own machine. Who are you today?</p>
<form method="post" action="${interactionPath}/${escaped(uid)}">
${people.map(({ id, name, may }) => `<button name="person" value="${id}">${escaped(name)}<small>${escaped(may)}</small></button>`).join('\n')}
</form>`,
  );
