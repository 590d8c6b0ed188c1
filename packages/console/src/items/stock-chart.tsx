import { scaleLinear, scaleTime } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import { useRef, useState } from 'react';
import { QuantityTicks } from '../components/quantity-ticks.tsx';
import { useWidth } from '../components/use-width.ts';
import { formatDateTime, formatQuantity } from '../format.ts';
import styles from './stock-chart.module.css';
import type { StockPoint } from './stock-over-time.ts';

interface StockChartProps {
  /** At least two, oldest first. */
  readonly points: readonly StockPoint[];
  readonly reorderPoint: number;
  readonly now: Date;
}

const height = 200;
const margin = { top: 12, right: 12, bottom: 26, left: 52 };

/** Step chart of stock on hand over time, with a line for the reorder point. */
export function StockChart({ points, reorderPoint, now }: StockChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const [hovered, setHovered] = useState<StockPoint>();
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return null;

  const highest = Math.max(reorderPoint, ...points.map(({ onHand }) => onHand));
  const x = scaleTime([first.at, now], [margin.left, width - margin.right]);
  const y = scaleLinear([0, highest || 1], [height - margin.bottom, margin.top]).nice(4);
  const steps = [...points, { at: now, onHand: last.onHand }];
  const stepLine = line<StockPoint>(
    (p) => x(p.at),
    (p) => y(p.onHand),
  ).curve(curveStepAfter);
  const stepArea = area<StockPoint>(
    (p) => x(p.at),
    y(0),
    (p) => y(p.onHand),
  ).curve(curveStepAfter);
  const timeTicks = x.ticks(Math.max(2, Math.floor(width / 140)));
  const timeLabel = labelFor(now.getTime() - first.at.getTime());

  const hover = (clientX: number) => {
    const left = frame.current?.getBoundingClientRect().left ?? 0;
    const at = x.invert(clientX - left);
    setHovered(points.findLast((candidate) => candidate.at <= at) ?? first);
  };

  return (
    <div className={styles.frame} ref={frame}>
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={`Stock on hand, ${formatQuantity(first.onHand)} on ${formatDateTime(first.at.toISOString())} to ${formatQuantity(last.onHand)} now`}
        onPointerMove={(event) => hover(event.clientX)}
        onPointerLeave={() => setHovered(undefined)}
      >
        <QuantityTicks scale={y} left={margin.left} right={width - margin.right} />
        {timeTicks.map((tick) => (
          <text
            key={tick.getTime()}
            className={styles.time}
            x={x(tick)}
            y={height - 8}
            textAnchor="middle"
          >
            {timeLabel.format(tick)}
          </text>
        ))}
        <path className={styles.area} d={stepArea(steps) ?? ''} />
        <path className={styles.line} d={stepLine(steps) ?? ''} />
        {reorderPoint > 0 && (
          <line
            className={styles.reorder}
            x1={margin.left}
            x2={width - margin.right}
            y1={y(reorderPoint)}
            y2={y(reorderPoint)}
          />
        )}
        {hovered && (
          <circle className={styles.hovered} cx={x(hovered.at)} cy={y(hovered.onHand)} r="4.5" />
        )}
      </svg>
      <p className={styles.caption} aria-hidden="true">
        {hovered
          ? `${formatQuantity(hovered.onHand)} on hand from ${formatDateTime(hovered.at.toISOString())}`
          : reorderPoint > 0
            ? `Dashed line: reorder point (${formatQuantity(reorderPoint)}).`
            : 'Point at the line to see values.'}
      </p>
    </div>
  );
}

const secondTicks = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const minuteTicks = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const dayTicks = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const monthTicks = new Intl.DateTimeFormat(undefined, { month: 'short', year: 'numeric' });

/** Tick format of a time axis that spans this many milliseconds. */
function labelFor(span: number): Intl.DateTimeFormat {
  const minutes = span / 60_000;
  if (minutes < 5) return secondTicks;
  if (minutes < 2 * 24 * 60) return minuteTicks;
  return minutes < 300 * 24 * 60 ? dayTicks : monthTicks;
}
