import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Paths that the gateway of `pnpm start` serves. Its session applies to the dev server too. */
const gatewayPaths = ['/api', '/session', '/sign-in', '/sign-out', '/development-issuer', '/docs'];

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    // The gateway's content security policy allows only files from this origin: inline nothing.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: Object.fromEntries(gatewayPaths.map((path) => [path, 'http://127.0.0.1:8080'])),
  },
});
