import {
  BarcodeFormat,
  BinaryBitmap,
  ChecksumException,
  DecodeHintType,
  FormatException,
  GlobalHistogramBinarizer,
  HybridBinarizer,
  MultiFormatOneDReader,
  NotFoundException,
  QRCodeReader,
  type Result,
  RGBLuminanceSource,
} from '@zxing/library';

const hints = new Map<DecodeHintType, unknown>([
  [
    DecodeHintType.POSSIBLE_FORMATS,
    [
      BarcodeFormat.CODE_128,
      BarcodeFormat.EAN_13,
      BarcodeFormat.EAN_8,
      BarcodeFormat.UPC_A,
      BarcodeFormat.ITF,
    ],
  ],
  [DecodeHintType.TRY_HARDER, true],
]);
const barcodeReader = new MultiFormatOneDReader(hints);
const qrCodeReader = new QRCodeReader();

/** Reads a barcode or QR code from an image; undefined if no code can be read reliably. */
export function readBarcode({ data, width, height }: ImageData): string | undefined {
  const luminance = new Uint8ClampedArray(width * height);
  for (let pixel = 0; pixel < luminance.length; pixel += 1) {
    const at = pixel * 4;
    const [red = 0, green = 0, blue = 0] = [data[at], data[at + 1], data[at + 2]];
    luminance[pixel] = (red + 2 * green + blue) / 4;
  }
  const source = new RGBLuminanceSource(luminance, width, height);
  return (
    resultOf(() =>
      barcodeReader.decode(new BinaryBitmap(new GlobalHistogramBinarizer(source)), hints),
    ) ?? resultOf(() => qrCodeReader.decode(new BinaryBitmap(new HybridBinarizer(source))))
  );
}

/** A reader's text; undefined if it found no code or a damaged one. */
function resultOf(read: () => Result): string | undefined {
  try {
    return read().getText();
  } catch (error) {
    const isUnreadable =
      error instanceof NotFoundException ||
      error instanceof ChecksumException ||
      error instanceof FormatException;
    if (isUnreadable) return undefined;
    throw error;
  }
}
