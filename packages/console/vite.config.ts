import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** What the gateway answers, where `pnpm start` runs it; who signed in there is signed in here. */
const gateway = ['/api', '/session', '/sign-in', '/sign-out', '/development-issuer', '/docs'];

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    // The gateway's content security policy allows files of this origin only: nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: Object.fromEntries(gateway.map((path) => [path, 'http://127.0.0.1:8080'])) },
});
