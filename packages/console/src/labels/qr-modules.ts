import { QRCodeDecoderErrorCorrectionLevel, QRCodeEncoder } from '@zxing/library';

/** The rows of a QR code from top to bottom, 1 for black. Error correction level M (15 %). */
export function qrModules(text: string): readonly string[] {
  const code = QRCodeEncoder.encode(text, QRCodeDecoderErrorCorrectionLevel.M);
  return code
    .getMatrix()
    .getArray()
    .map((row) => row.join(''));
}
