import { type ReactNode, Suspense } from 'react';
import { Link, useLocation } from 'wouter';
import { useLiveFeed } from '../api/use-live-feed.ts';
import { ErrorBoundary } from '../components/error-boundary.tsx';
import { NoticeArea } from '../components/notices.tsx';
import { PageSkeleton } from '../components/skeleton.tsx';
import { AccountMenu } from '../session/account-menu.tsx';
import { SessionEnding } from '../session/session-expiry-notice.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import styles from './shell.module.css';
import { ShortcutHelp } from './shortcut-help.tsx';
import { ThemePicker } from './theme-picker.tsx';
import { useArrival } from './use-focus-on-navigation.ts';

const pages = [
  { href: '/', label: 'Items' },
  { href: '/scan', label: 'Scan' },
  { href: '/locations', label: 'Locations' },
  { href: '/low-stock', label: 'Low stock' },
  { href: '/reservations', label: 'Reservations' },
  { href: '/overview', label: 'Overview' },
];

/** What surrounds every page: the bar on top, the state of the connection, notices. */
export function Shell({ children }: { children: ReactNode }) {
  const [path] = useLocation();
  const main = useArrival<HTMLElement>(path);
  useLiveFeed();
  return (
    <>
      <a className={styles.skip} href="#main">
        Skip to the content
      </a>
      <header className={styles.bar}>
        <Link href="/" className={styles.brand}>
          <img src="/favicon.svg" alt="" width="26" height="26" />
          Stockroom
        </Link>
        <nav className={styles.nav} aria-label="Main">
          {pages.map(({ href, label }) => (
            <Link key={href} href={href} aria-current={path === href ? 'page' : undefined}>
              {label}
            </Link>
          ))}
        </nav>
        <a className={styles.docs} href="/docs">
          API
        </a>
        <ShortcutHelp />
        <ThemePicker />
        <AccountMenu />
      </header>
      <ConnectionBanner />
      <SessionEnding />
      <main id="main" className={styles.main} tabIndex={-1} ref={main}>
        <ErrorBoundary key={path}>
          <Suspense fallback={<PageSkeleton />}>{children}</Suspense>
        </ErrorBoundary>
      </main>
      <NoticeArea />
    </>
  );
}
