import { lazy, Suspense, useMemo } from 'react';
import styles from './barcode.module.css';
import { barcodeModules, maximumModules, quietZone } from './barcode-modules.ts';

// Only long SKUs need it.
const QrCode = lazy(() => import('./qr-code.tsx'));

/** A text as a barcode, or as a QR code if the bars would be too narrow to print. */
export function Barcode({ text }: { text: string }) {
  const modules = useMemo(() => barcodeModules(text), [text]);
  if (modules.length > maximumModules) {
    return (
      <Suspense fallback={<span className={styles.square} />}>
        <QrCode text={text} />
      </Suspense>
    );
  }
  const bars = [...modules.matchAll(/1+/g)].map(
    ({ index, 0: run }) => `M${index + quietZone} 0h${run.length}v1h-${run.length}z`,
  );
  return (
    <svg
      className={styles.barcode}
      viewBox={`0 0 ${modules.length + 2 * quietZone} 1`}
      preserveAspectRatio="none"
      shapeRendering="crispEdges"
      role="img"
      aria-label={`Barcode of ${text}`}
    >
      <path d={bars.join('')} />
    </svg>
  );
}
