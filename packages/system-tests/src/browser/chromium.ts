import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/**
 * Starts the Chromium that CHROMIUM_PATH names, else the one on the PATH.
 *
 * @param camera file that pages get for a camera, without being asked; no camera without it
 */
export const launchChromium = (camera?: string): Promise<Browser> =>
  chromium.launch({
    executablePath: onPath(process.env.CHROMIUM_PATH ?? 'chromium'),
    args: [
      // Its sandbox needs a kernel feature that containers rarely give; these pages are our own.
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
