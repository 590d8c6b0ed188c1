import { Link } from 'wouter';
import { Button } from '../components/button.tsx';
import { Panel } from '../components/panel.tsx';
import { itemPath } from '../item/item-path.ts';
import type { ScannedLine } from './scan-session.ts';
import styles from './scanned-lines.module.css';

interface ScannedLinesProps {
  readonly lines: readonly ScannedLine[];
  readonly onUndo: (line: ScannedLine) => void;
  readonly onRetry: (line: ScannedLine) => void;
}

const states: Partial<Record<ScannedLine['state'], string>> = {
  booking: 'Booking…',
  undoing: 'Undoing…',
  undone: 'Undone',
};

/** What was scanned here, the newest first, each with the way to take it back. */
export function ScannedLines({ lines, onUndo, onRetry }: ScannedLinesProps) {
  return (
    <Panel title="Last scans">
      {lines.length === 0 ? (
        <p className={styles.none}>What you scan will stand here, each with its own Undo.</p>
      ) : (
        <ol className={styles.lines}>
          {lines.map((line) => (
            <li key={line.id} className={styles[line.state]}>
              <p>
                {line.message}{' '}
                <Link href={itemPath(line.change.body.sku)} className={styles.sku}>
                  {line.change.body.sku}
                </Link>
              </p>
              {states[line.state] && <span className={styles.state}>{states[line.state]}</span>}
              {line.state === 'booked' && line.undo && (
                <Button isSmall aria-label={`Undo: ${line.message}`} onClick={() => onUndo(line)}>
                  Undo
                </Button>
              )}
              {line.state === 'failed' && (
                <Button
                  isSmall
                  aria-label={`Try again: ${line.name}`}
                  onClick={() => onRetry(line)}
                >
                  Try again
                </Button>
              )}
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
