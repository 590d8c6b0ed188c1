import JsBarcode from 'jsbarcode';
import { isGtin } from '../scan/find-code.ts';

/** How a text is drawn as bars. */
type Symbology = 'CODE128' | 'EAN8' | 'UPC' | 'EAN13' | 'ITF14';

const symbologyOfGtin: Readonly<Record<number, Symbology>> = {
  8: 'EAN8',
  12: 'UPC',
  13: 'EAN13',
  14: 'ITF14',
};

/** Scanners need this much white on both sides, in modules. */
export const quietZone = 10;

/**
 * How many modules fit beside each other on a label: 58 mm of its 62 are printed, and common label
 * printers have 8 dots per millimetre (203 dpi), of which a module needs two to be read for sure.
 */
export const mostPrintableModules = (58 * 8) / 2 - 2 * quietZone;

/**
 * The modules of a barcode from left to right, 1 for black: a GTIN as tills expect it, everything
 * else as Code 128.
 */
export function barcodeModules(text: string): string {
  const gtin = isGtin(text) ? symbologyOfGtin[text.length] : undefined;
  return (gtin && modulesOf(text, gtin)) || modulesOf(text, 'CODE128');
}

/** Empty where the symbology cannot say it: digits that look like a GTIN, with another check digit. */
function modulesOf(text: string, format: Symbology): string {
  const drawing: { encodings?: readonly { readonly data: string }[] } = {};
  JsBarcode(drawing, text, { format, flat: true, valid: () => {} });
  return (drawing.encodings ?? []).map(({ data }) => data).join('');
}
