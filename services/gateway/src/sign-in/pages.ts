import type { FastifyReply } from 'fastify';

/** Path of the pages' style sheet; the content security policy blocks inline styles. */
export const styleUrl = '/sign-in/page.css';

export const style = `
:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; }
main { max-width: 26rem; padding: 2rem; }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
p { margin: 0 0 1rem; }
form { display: grid; gap: .75rem; }
a, button { font: inherit; }
button { padding: .75rem 1rem; text-align: left; border: 1px solid GrayText; border-radius: .5rem; background: Canvas; color: CanvasText; cursor: pointer; }
button:hover, button:focus-visible { border-color: LinkText; outline: 2px solid LinkText; }
button small { display: block; opacity: .75; }
`;

/**
 * A small HTML page of the gateway.
 *
 * @param content HTML, inserted as it is
 */
export const page = (title: string, content: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} - Stockroom</title>
<link rel="icon" href="/favicon.svg">
<link rel="stylesheet" href="${styleUrl}">
<main>
<h1>${escaped(title)}</h1>
${content}
</main>
</html>
`;

/** Escapes a text for use in HTML. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

/** Sends an HTML page that is not cached. */
export const sendPage = (reply: FastifyReply, html: string): FastifyReply =>
  reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html);
