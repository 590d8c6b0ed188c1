import { formatQuantity } from '../format.ts';
import styles from './quantity-ticks.module.css';

interface QuantityTicksProps {
  /** A d3 scale from quantities to y positions. */
  readonly scale: { (quantity: number): number; ticks(count: number): number[] };
  /** Start and end of the grid lines, in pixels. */
  readonly left: number;
  readonly right: number;
}

/** Labelled grid lines of a chart, at whole quantities. */
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
