import { serve } from '@stockroom/service';
import { app } from './app.ts';
import { manifest } from './manifest.ts';

await serve(manifest, app);
