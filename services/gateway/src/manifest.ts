import { defineService } from '@stockroom/service/manifest';
import { environment } from './config.ts';

/** The public edge: console, API documentation, authentication and forwarding. */
export const manifest = defineService({
  name: 'gateway',
  description: 'Public edge: serves the console and routes requests to the services behind it',
  port: 8080,
  public: true,
  calls: ['inventory'],
  environment,
  secrets: ['SESSION_KEY'],
  rotates: ['ACTOR_KEY_SECRET_ARN'],
});
