import styles from './mode-picker.module.css';
import { type ScanMode, scanModes } from './scan-mode.ts';

const labels: Record<ScanMode, string> = {
  receive: 'Receive',
  transfer: 'Transfer',
  count: 'Count',
  lookup: 'Look up',
};

interface ModePickerProps {
  readonly mode: ScanMode;
  readonly onChange: (mode: ScanMode) => void;
}

/** Selects the scan mode. */
export function ModePicker({ mode, onChange }: ModePickerProps) {
  return (
    <fieldset className={styles.modes}>
      <legend className="visually-hidden">Scan mode</legend>
      {scanModes.map((each) => (
        <label key={each} className={styles.mode}>
          <input
            type="radio"
            name="mode"
            className="visually-hidden"
            checked={each === mode}
            onChange={() => onChange(each)}
          />
          {labels[each]}
        </label>
      ))}
    </fieldset>
  );
}
