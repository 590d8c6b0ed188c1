import validator from 'validator';
import { domainErrors } from './errors.ts';

/**
 * The 14 digits that identify a barcode of any length: a UPC and the EAN with a leading zero are the
 * same.
 *
 * @throws DomainError `invalid-barcode` if the check digit is wrong
 */
export function gtin14(barcode: string): string {
  const digits = barcode.padStart(14, '0');
  if (!validator.isEAN(digits)) throw domainErrors.invalidBarcode(barcode);
  return digits;
}
