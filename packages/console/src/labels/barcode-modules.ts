import JsBarcode from 'jsbarcode';
import { isGtin } from '../scan/find-code.ts';

/** Barcode symbologies that labels use. */
type Symbology = 'CODE128' | 'EAN8' | 'UPC' | 'EAN13' | 'ITF14';

const symbologyOfGtin: Readonly<Record<number, Symbology>> = {
  8: 'EAN8',
  12: 'UPC',
  13: 'EAN13',
  14: 'ITF14',
};

/** White space that scanners need on both sides, in modules. */
export const quietZone = 10;

/**
 * Widest barcode that fits on a label, in modules. 58 mm of the 62 mm are printable. Common label
 * printers have 8 dots per millimetre (203 dpi), and a module needs two dots to scan reliably.
 */
export const maximumModules = (58 * 8) / 2 - 2 * quietZone;

/**
 * The modules of a barcode from left to right, 1 for black. A GTIN is encoded as EAN, UPC or ITF-14,
 * any other text as Code 128.
 */
export function barcodeModules(text: string): string {
  const gtin = isGtin(text) ? symbologyOfGtin[text.length] : undefined;
  return (gtin && modulesOf(text, gtin)) || modulesOf(text, 'CODE128');
}

/** Empty if the symbology cannot encode the text, such as a GTIN with a wrong check digit. */
function modulesOf(text: string, format: Symbology): string {
  const drawing: { encodings?: readonly { readonly data: string }[] } = {};
  JsBarcode(drawing, text, { format, flat: true, valid: () => {} });
  return (drawing.encodings ?? []).map(({ data }) => data).join('');
}
