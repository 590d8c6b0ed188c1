import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The modules of the EAN-13 4006381333931 from left to right, 1 for black. */
const modules =
  '10100011010100111010111101111010001001011001101010100001010000101000010111010010000101100110101';

const width = 640;
const height = 480;
const pixelsPerModule = 4;
const black = 16;
const white = 235;

/** Writes a video of the EAN-13 4006381333931 that Chromium uses as a fake camera. @returns its path */
export async function cameraVideo(): Promise<string> {
  const left = Math.trunc((width - modules.length * pixelsPerModule) / 2);
  const row = Buffer.alloc(width, white);
  for (const [index, module] of [...modules].entries()) {
    const start = left + index * pixelsPerModule;
    if (module === '1') row.fill(black, start, start + pixelsPerModule);
  }
  const brightness = Buffer.concat(Array.from({ length: height }, () => row));
  const colours = Buffer.alloc((width * height) / 2, 128);
  const header = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip C420jpeg\nFRAME\n`);
  const folder = join(import.meta.dirname, '../../test-results');
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'camera.y4m');
  await writeFile(file, Buffer.concat([header, brightness, colours]));
  return file;
}
