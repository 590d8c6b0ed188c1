import { Component, type ReactNode } from 'react';
import { ProblemPanel } from './problem-panel.tsx';

/** Keeps a page that fails to render from taking the rest of the console with it. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    // A page's code that could not be fetched is only asked for again by a reload.
    return <ProblemPanel error={this.state.error} onRetry={() => window.location.reload()} />;
  }
}
