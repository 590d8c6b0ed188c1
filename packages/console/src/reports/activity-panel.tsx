import { useQuery } from '@tanstack/react-query';
import { Panel } from '../components/panel.tsx';
import { formatQuantity } from '../format.ts';
import { activityOf } from './activity.ts';
import { ActivityChart } from './activity-chart.tsx';
import { activityQuery } from './queries.ts';

/** Movements per day over the last two weeks. */
export function ActivityPanel() {
  const { data } = useQuery(activityQuery);
  if (!data || data.movements.length === 0) return null;
  const { movements, since, isComplete } = data;
  const days = activityOf(movements, since, isComplete, new Date());
  if (days.length === 0) return null;
  return (
    <Panel
      title={
        isComplete
          ? `Movements of the last ${days.length} days`
          : `The latest ${formatQuantity(movements.length)} movements, by day`
      }
    >
      <ActivityChart days={days} />
    </Panel>
  );
}
