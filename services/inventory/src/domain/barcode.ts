import validator from 'validator';
import { domainErrors } from './errors.ts';

/**
 * The 14 digits under which a barcode is known, whatever length it was printed in: a UPC and the
 * EAN with a zero before it are the same.
 *
 * @throws DomainError `invalid-barcode` where the check digit is wrong
 */
export function gtin14(barcode: string): string {
  const digits = barcode.padStart(14, '0');
  if (!validator.isEAN(digits)) throw domainErrors.invalidBarcode(barcode);
  return digits;
}
