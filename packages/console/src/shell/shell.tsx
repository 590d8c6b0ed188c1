import { type ReactNode, Suspense } from 'react';
import { Link, useLocation } from 'wouter';
import { useLiveFeed } from '../api/use-live-feed.ts';
import { ErrorBoundary } from '../components/error-boundary.tsx';
import { NoticeArea } from '../components/notices.tsx';
import { PageSkeleton } from '../components/skeleton.tsx';
import { pages } from '../pages.tsx';
import { gatewayPaths, paths } from '../paths.ts';
import { AccountMenu } from '../session/account-menu.tsx';
import { SessionExpiryNotice } from '../session/session-expiry-notice.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import styles from './shell.module.css';
import { ShortcutHelp } from './shortcut-help.tsx';
import { ThemePicker } from './theme-picker.tsx';
import { useFocusOnNavigation } from './use-focus-on-navigation.ts';

/** The frame around every page: navigation bar, connection status, notices. */
export function Shell({ children }: { children: ReactNode }) {
  const [path] = useLocation();
  const main = useFocusOnNavigation<HTMLElement>(path);
  useLiveFeed();
  return (
    <>
      <a className={styles.skip} href="#main">
        Skip to content
      </a>
      <header className={styles.bar}>
        <Link href={paths.items} className={styles.brand}>
          <img src="/favicon.svg" alt="" width="26" height="26" />
          Stockroom
        </Link>
        <nav className={styles.nav} aria-label="Main">
          {pages
            .filter(({ inNavigation }) => inNavigation)
            .map((page) => (
              <Link
                key={page.path}
                href={page.path}
                aria-current={path === page.path ? 'page' : undefined}
              >
                {page.title}
              </Link>
            ))}
        </nav>
        <a className={styles.docs} href={gatewayPaths.docs}>
          API
        </a>
        <ShortcutHelp />
        <ThemePicker />
        <AccountMenu />
      </header>
      <ConnectionBanner />
      <SessionExpiryNotice />
      <main id="main" className={styles.main} tabIndex={-1} ref={main}>
        <ErrorBoundary key={path}>
          <Suspense fallback={<PageSkeleton />}>{children}</Suspense>
        </ErrorBoundary>
      </main>
      <NoticeArea />
    </>
  );
}
