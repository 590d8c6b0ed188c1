import { useQueries, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useSearchParams } from 'wouter';
import { api } from '../api/client.ts';
import { errorMessage } from '../api/problems.ts';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { textIn } from '../components/form-values.ts';
import { IconButton } from '../components/icon-button.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { locationsQuery } from '../locations/queries.ts';
import { findCode } from '../scan/find-code.ts';
import { Barcode } from './barcode.tsx';
import { type Label, labelOf } from './label.ts';
import styles from './labels-page.module.css';

const maximumCopies = 100;

/** Prints labels for items and locations. Their codes are in the URL. */
export default function LabelsPage() {
  const [params, setParams] = useSearchParams();
  const [copies, setCopies] = useState(1);
  const queryClient = useQueryClient();
  const codes = [...new Set(params.getAll('code'))];
  const labels = useQueries({
    queries: codes.map((code) => ({
      queryKey: ['label', code],
      queryFn: async () => {
        const found = await findCode(code, {
          api,
          locations: () => queryClient.fetchQuery(locationsQuery),
        });
        return found ? labelOf(found) : null;
      },
    })),
  });
  const setCodes = (next: readonly string[]) =>
    setParams(
      next.map((code) => ['code', code]),
      { replace: true },
    );
  const isComplete = labels.length > 0 && labels.every(({ data }) => data);

  return (
    <>
      <PageHeader>
        <Button weight="primary" disabled={!isComplete} onClick={() => window.print()}>
          Print
        </Button>
      </PageHeader>
      <div className={styles.controls}>
        <AddCode onAdd={(code) => setCodes([...codes, code])} />
        <label className={styles.field}>
          Copies per label
          <input
            type="number"
            min="1"
            max={maximumCopies}
            value={copies}
            onChange={({ target }) =>
              setCopies(Math.min(maximumCopies, Math.max(1, Math.trunc(target.valueAsNumber) || 1)))
            }
          />
        </label>
      </div>
      {codes.length === 0 && (
        <EmptyState title="No labels yet">
          Scan or type an item's SKU or barcode, or a location's code, to add a label.
        </EmptyState>
      )}
      <ul className={styles.labels} aria-label="Labels">
        {codes.map((code, index) => (
          <LabelPreview
            key={code}
            code={code}
            copies={copies}
            label={labels[index]?.data}
            error={labels[index]?.error}
            onRemove={() => setCodes(codes.filter((other) => other !== code))}
          />
        ))}
      </ul>
    </>
  );
}

/** Input for the next code to add. */
function AddCode({ onAdd }: { onAdd: (code: string) => void }) {
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = textIn(new FormData(event.currentTarget), 'code');
    if (code) onAdd(code);
    event.currentTarget.reset();
  };
  return (
    <form className={styles.field} onSubmit={submit}>
      <label htmlFor={id}>SKU, barcode or location code</label>
      <span className={styles.add}>
        <input id={id} name="code" autoComplete="off" spellCheck={false} />
        <Button type="submit">Add</Button>
      </span>
    </form>
  );
}

interface LabelPreviewProps {
  readonly code: string;
  readonly copies: number;
  /** Null if nothing has the code; undefined while it is loading. */
  readonly label: Label | null | undefined;
  readonly error: unknown;
  readonly onRemove: () => void;
}

/** A label as it will be printed, with all its copies. */
function LabelPreview({ code, copies, label, error, onRemove }: LabelPreviewProps) {
  if (!label) {
    return (
      <li className={styles.missing}>
        <p>{messageFor(code, label, error)}</p>
        <IconButton icon="close" label={`Remove ${code}`} onClick={onRemove} />
      </li>
    );
  }
  return Array.from({ length: copies }, (_, copy) => (
    <li key={copy} className={styles.label}>
      <p className={styles.title}>{label.title}</p>
      <Barcode text={label.code} />
      <p className={styles.code}>
        <span>{label.code}</span> <span>{label.detail}</span>
      </p>
      {copy === 0 && (
        <span className={styles.remove}>
          <IconButton icon="close" label={`Remove ${label.title}`} onClick={onRemove} />
        </span>
      )}
    </li>
  ));
}

function messageFor(code: string, label: null | undefined, error: unknown): string {
  if (error) return `${code} could not be looked up. ${errorMessage(error)}`;
  return label === null ? `No item or location has the code ${code}.` : `Looking up ${code}…`;
}
