import { formatQuantity } from '../format.ts';
import styles from './quantity-ticks.module.css';

interface QuantityTicksProps {
  /** A scale of d3: where a quantity stands, and which are worth a line. */
  readonly scale: { (quantity: number): number; ticks(count: number): number[] };
  /** From where to where the lines go, in pixels. */
  readonly left: number;
  readonly right: number;
}

/** The lines of a chart's whole quantities, each with its number. */
export const QuantityTicks = ({ scale, left, right }: QuantityTicksProps) =>
  scale
    .ticks(4)
    .filter(Number.isInteger)
    .map((tick) => (
      <g key={tick} className={styles.tick}>
        <line x1={left} x2={right} y1={scale(tick)} y2={scale(tick)} />
        <text x={left - 8} y={scale(tick)} dy="0.32em" textAnchor="end">
          {formatQuantity(tick)}
        </text>
      </g>
    ));
