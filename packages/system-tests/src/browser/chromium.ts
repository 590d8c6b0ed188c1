import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/**
 * Launches Chromium: the one that CHROMIUM_PATH names, or the one on the PATH.
 *
 * @param camera video file used as a fake camera, with permission granted. Default: no camera
 */
export const launchChromium = (camera?: string): Promise<Browser> =>
  chromium.launch({
    executablePath: onPath(process.env.CHROMIUM_PATH ?? 'chromium'),
    args: [
      // The sandbox needs a kernel feature that most containers lack. The pages are our own.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...(camera
        ? [
            '--use-fake-device-for-media-stream',
            '--use-fake-ui-for-media-stream',
            `--use-file-for-fake-video-capture=${camera}`,
          ]
        : []),
    ],
  });

function onPath(program: string): string {
  if (program.includes('/')) return program;
  const candidates = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program));
  const found = candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (!found) throw new Error(`${program} is not on the PATH`);
  return found;
}
