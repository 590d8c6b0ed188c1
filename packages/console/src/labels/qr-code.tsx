import { useMemo } from 'react';
import styles from './barcode.module.css';
import { qrModules } from './qr-modules.ts';

/** White space that scanners need on all sides, in modules. */
const quietZone = 4;

/** A text as a QR code. */
export default function QrCode({ text }: { text: string }) {
  const rows = useMemo(() => qrModules(text), [text]);
  const dots = rows.flatMap((row, y) =>
    [...row.matchAll(/1+/g)].map(
      ({ index, 0: run }) =>
        `M${index + quietZone} ${y + quietZone}h${run.length}v1h-${run.length}z`,
    ),
  );
  const size = rows.length + 2 * quietZone;
  return (
    <svg
      className={styles.square}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={`QR code of ${text}`}
    >
      <path d={dots.join('')} />
    </svg>
  );
}
