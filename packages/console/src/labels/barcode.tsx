import { useMemo } from 'react';
import styles from './barcode.module.css';
import { barcodeModules } from './barcode-modules.ts';

/** Scanners need this much white on both sides, in modules. */
const quietZone = 10;

/** A text as bars; the text itself stands beside it for people. */
export function Barcode({ text }: { text: string }) {
  const modules = useMemo(() => barcodeModules(text), [text]);
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
