/** Reads a barcode from the current frame of a video; undefined if it shows none. */
export type BarcodeReader = (video: HTMLVideoElement) => Promise<string | undefined>;

/** Not in TypeScript's DOM types yet: https://wicg.github.io/shape-detection-api/ */
interface NativeDetector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
interface NativeDetectorClass {
  new (options: { readonly formats: readonly string[] }): NativeDetector;
  getSupportedFormats(): Promise<readonly string[]>;
}

const formats = ['code_128', 'ean_13', 'ean_8', 'upc_a', 'itf', 'qr_code'];

/** Creates a reader: the browser's own if it has one, otherwise one in JavaScript. */
export async function createBarcodeReader(): Promise<BarcodeReader> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: NativeDetectorClass };
  const supported = (await BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  const usable = formats.filter((format) => supported.includes(format));
  if (BarcodeDetector && usable.includes('code_128') && usable.includes('ean_13')) {
    const detector = new BarcodeDetector({ formats: usable });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  const { readBarcode } = await import('./read-barcode.ts');
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!context) return async () => undefined;
  return async (video) => {
    const { videoWidth: width, videoHeight: height } = video;
    if (width === 0) return undefined;
    context.canvas.width = width;
    context.canvas.height = height;
    context.drawImage(video, 0, 0);
    return readBarcode(context.getImageData(0, 0, width, height));
  };
}
