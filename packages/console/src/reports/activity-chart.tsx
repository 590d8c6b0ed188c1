import { scaleBand, scaleLinear } from 'd3-scale';
import { stack } from 'd3-shape';
import { useRef, useState } from 'react';
import { QuantityTicks } from '../components/quantity-ticks.tsx';
import { useWidth } from '../components/use-width.ts';
import { formatQuantity } from '../format.ts';
import { type ActivityKind, activityKinds, type Day } from './activity.ts';
import styles from './activity-chart.module.css';

const height = 180;
const margin = { top: 12, right: 12, bottom: 26, left: 44 };
const kinds = Object.keys(activityKinds) as ActivityKind[];
const dayLabel = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

/** Stacked bar chart of movements per day and kind. */
export function ActivityChart({ days }: { days: readonly Day[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const [hovered, setHovered] = useState<Day>();

  const x = scaleBand(
    days.map(({ at }) => at),
    [margin.left, width - margin.right],
  ).padding(0.25);
  const most = Math.max(1, ...days.map((day) => kinds.reduce((sum, kind) => sum + day[kind], 0)));
  const y = scaleLinear([0, most], [height - margin.bottom, margin.top]).nice(4);
  const bars = stack<Day, ActivityKind>()
    .keys(kinds)
    .value((day, kind) => day[kind])([...days]);
  const labelEvery = Math.ceil(days.length / Math.max(2, Math.floor(width / 64)));

  return (
    <div className={styles.frame} ref={frame}>
      <svg width={width} height={height} aria-hidden="true">
        <QuantityTicks scale={y} left={margin.left} right={width - margin.right} />
        {bars.map((series) => (
          <g key={series.key} className={styles[series.key]}>
            {series.map(([from, to], index) => {
              const at = days[index]?.at ?? new Date(0);
              return (
                <rect
                  key={at.getTime()}
                  x={x(at)}
                  y={y(to)}
                  width={x.bandwidth()}
                  height={y(from) - y(to)}
                />
              );
            })}
          </g>
        ))}
        {days.map((day, index) => (
          <g
            key={day.at.getTime()}
            onPointerEnter={() => setHovered(day)}
            onPointerLeave={() => setHovered(undefined)}
          >
            <rect
              className={styles.target}
              x={(x(day.at) ?? 0) - (x.step() - x.bandwidth()) / 2}
              y={0}
              width={x.step()}
              height={height}
            />
            {(days.length - 1 - index) % labelEvery === 0 && (
              <text
                className={styles.day}
                x={(x(day.at) ?? 0) + x.bandwidth() / 2}
                y={height - 8}
                textAnchor="middle"
              >
                {dayLabel.format(day.at)}
              </text>
            )}
          </g>
        ))}
      </svg>
      <p className={styles.caption} aria-hidden="true">
        {kinds.map((kind) => (
          <span key={kind} className={styles[kind]}>
            {activityKinds[kind]}
            {hovered && `: ${formatQuantity(hovered[kind])}`}
          </span>
        ))}
        {hovered && <time dateTime={hovered.at.toISOString()}>{dayLabel.format(hovered.at)}</time>}
      </p>
      <DayTable days={days} />
    </div>
  );
}

/** The chart's data as a table, for screen readers. */
function DayTable({ days }: { days: readonly Day[] }) {
  return (
    <table className="visually-hidden" aria-label="Movements per day">
      <thead>
        <tr>
          <th scope="col">Day</th>
          {kinds.map((kind) => (
            <th key={kind} scope="col">
              {activityKinds[kind]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.map((day) => (
          <tr key={day.at.getTime()}>
            <th scope="row">{dayLabel.format(day.at)}</th>
            {kinds.map((kind) => (
              <td key={kind}>{formatQuantity(day[kind])}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
