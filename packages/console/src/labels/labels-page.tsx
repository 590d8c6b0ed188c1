import { useQueries, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useSearchParams } from 'wouter';
import { inventory } from '../api/client.ts';
import { whatToDo } from '../api/problems.ts';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { textIn } from '../components/form-values.ts';
import { IconButton } from '../components/icon-button.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { locationsQuery } from '../queries.ts';
import { findCode } from '../scan/find-code.ts';
import { Barcode } from './barcode.tsx';
import { type Label, labelOf } from './label.ts';
import styles from './labels-page.module.css';

const mostCopies = 100;

/** Labels to print for items and locations; which ones stands in the address. */
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
          inventory,
          locations: () => queryClient.fetchQuery(locationsQuery),
        });
        return found ? labelOf(found) : null;
      },
    })),
  });
  const show = (next: readonly string[]) =>
    setParams(
      next.map((code) => ['code', code]),
      { replace: true },
    );
  const isComplete = labels.length > 0 && labels.every(({ data }) => data);

  return (
    <>
      <PageHeader title="Labels">
        <Button weight="primary" disabled={!isComplete} onClick={() => window.print()}>
          Print
        </Button>
      </PageHeader>
      <div className={styles.controls}>
        <AddCode onAdd={(code) => show([...codes, code])} />
        <label className={styles.field}>
          Copies of each
          <input
            type="number"
            min="1"
            max={mostCopies}
            value={copies}
            onChange={({ target }) =>
              setCopies(Math.min(mostCopies, Math.max(1, Math.trunc(target.valueAsNumber) || 1)))
            }
          />
        </label>
      </div>
      {codes.length === 0 && (
        <EmptyState title="No labels yet">
          Scan or type the code of an item or a location to add its label, then print.
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
            onRemove={() => show(codes.filter((other) => other !== code))}
          />
        ))}
      </ul>
    </>
  );
}

/** Asks for one code after the other. */
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
      <label htmlFor={id}>SKU, barcode or location</label>
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
  /** Null where the code belongs to nothing; undefined while it is looked up. */
  readonly label: Label | null | undefined;
  readonly error: unknown;
  readonly onRemove: () => void;
}

/** One label as it will be printed, as often as it is printed. */
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
  if (error) return `${code} was not looked up. ${whatToDo(error)}`;
  return label === null ? `${code} belongs to no item and no location.` : `Looking up ${code}…`;
}
