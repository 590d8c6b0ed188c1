import { lazy, Suspense, useState } from 'react';
import { Button } from '../components/button.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { CreateItemDialog } from '../items/create-item-dialog.tsx';
import { useHasScope } from '../session/require-scope.tsx';
import { CodeField } from './code-field.tsx';
import { CurrentScan } from './current-scan.tsx';
import { isGtin } from './find-code.ts';
import { LocationPicker } from './location-picker.tsx';
import { ModePicker } from './mode-picker.tsx';
import type { ScanMode } from './scan-mode.ts';
import styles from './scan-page.module.css';
import { ScannedLines } from './scanned-lines.tsx';
import { useScanSession } from './use-scan-session.ts';
import { useSound } from './use-sound.ts';

// The barcode reader is loaded only when the camera is used.
const Camera = lazy(() => import('./camera.tsx'));

const hints: Record<ScanMode, string> = {
  receive: 'Scan an item. Type a quantity if it is not 1. The next scan or Enter records it.',
  transfer:
    'Scan the source, the destination, then items. The next scan or Enter records each item.',
  count: 'Scan each piece, or scan an item once and type the quantity. Enter records the count.',
  lookup: 'Scan an item or a location to see its details. No stock is changed.',
};

/** Receives, transfers, counts or looks up items by scanning codes, without a mouse. */
export default function ScanPage() {
  const canWrite = useHasScope('inventory:write');
  const [session, state] = useScanSession(canWrite ? 'receive' : 'lookup');
  const [isSoundOn, setSound] = useSound(state.feedback);
  const [isCameraOn, setCamera] = useState(false);
  const [creating, setCreating] = useState<string>();
  const { feedback } = state;

  return (
    <div className={styles.page}>
      <PageHeader>
        <span className={styles.switches}>
          <Button
            isSmall
            weight="quiet"
            aria-pressed={isSoundOn}
            onClick={() => setSound(!isSoundOn)}
          >
            {isSoundOn ? 'Sound on' : 'Sound off'}
          </Button>
          <Button isSmall aria-pressed={isCameraOn} onClick={() => setCamera(!isCameraOn)}>
            {isCameraOn ? 'Stop camera' : 'Use camera'}
          </Button>
        </span>
      </PageHeader>
      <div className={styles.steps}>
        {canWrite && (
          <ModePicker mode={state.mode} onChange={(mode) => void session.setMode(mode)} />
        )}
        <LocationPicker
          mode={state.mode}
          locations={state.locations}
          onChange={(role, code) => void session.setLocation(role, code)}
        />
        {isCameraOn && (
          <Suspense fallback={<Skeleton />}>
            <Camera onCode={(code) => void session.enter({ kind: 'code', code })} />
          </Suspense>
        )}
        <CodeField
          hint={hints[state.mode]}
          onEntry={(entry) => void session.enter(entry)}
          onEscape={() => session.discard()}
        />
        <div role="status">
          {feedback && (
            <p key={feedback.id} className={`${styles.feedback} ${styles[feedback.tone]}`}>
              {feedback.message}
            </p>
          )}
        </div>
        <CurrentScan session={session} state={state} onCreate={setCreating} />
      </div>
      <ScannedLines
        lines={state.lines}
        onUndo={(line) => void session.undo(line)}
        onRetry={(line) => session.retry(line)}
      />
      {creating !== undefined && (
        <CreateItemDialog
          initial={isGtin(creating) ? { barcode: creating } : { sku: creating }}
          onClose={() => setCreating(undefined)}
          onCreated={(item) => {
            setCreating(undefined);
            session.addItem(item);
          }}
        />
      )}
    </div>
  );
}
