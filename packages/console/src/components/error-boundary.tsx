import { Component, type ReactNode } from 'react';
import { ProblemPanel } from './problem-panel.tsx';

/** Shows an error in place of a page that fails to render. The rest of the console keeps working. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    // A failed dynamic import is cached: only a reload fetches the page's code again.
    return <ProblemPanel error={this.state.error} onRetry={() => window.location.reload()} />;
  }
}
