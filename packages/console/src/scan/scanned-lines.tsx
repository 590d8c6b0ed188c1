import { Link } from 'wouter';
import { Button } from '../components/button.tsx';
import { Panel } from '../components/panel.tsx';
import { itemPath } from '../paths.ts';
import type { ScannedLine } from './scan-session.ts';
import styles from './scanned-lines.module.css';

interface ScannedLinesProps {
  readonly lines: readonly ScannedLine[];
  readonly onUndo: (line: ScannedLine) => void;
  readonly onRetry: (line: ScannedLine) => void;
}

const stateLabels: Partial<Record<ScannedLine['state'], string>> = {
  recording: 'Recording…',
  undoing: 'Undoing…',
  undone: 'Undone',
};

/** The lines scanned on this page, newest first. Each can be undone, or retried if it failed. */
export function ScannedLines({ lines, onUndo, onRetry }: ScannedLinesProps) {
  return (
    <Panel title="Recent scans">
      {lines.length === 0 ? (
        <p className={styles.none}>Your scans appear here. You can undo each of them.</p>
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
              {stateLabels[line.state] && (
                <span className={styles.state}>{stateLabels[line.state]}</span>
              )}
              {line.state === 'recorded' && line.undo && (
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
