import { type Scope, scopes } from '@stockroom/client/contract';

/** A user of the development issuer. */
export interface DemoUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly scopes: readonly Scope[];
  /** What the user has permission to do, as the sign-in page shows it. */
  readonly permissions: string;
}

const [read, write] = scopes;

/** One user for each scope. */
export const demoUsers: readonly DemoUser[] = [
  {
    id: 'administrator',
    name: 'Ada Administrator',
    email: 'ada@stockroom.example',
    scopes,
    permissions: 'full access',
  },
  {
    id: 'stock-keeper',
    name: 'Stan Stockkeeper',
    email: 'stan@stockroom.example',
    scopes: [read, write],
    permissions: 'manages items and stock, cannot add locations',
  },
  {
    id: 'viewer',
    name: 'Vera Viewer',
    email: 'vera@stockroom.example',
    scopes: [read],
    permissions: 'read-only access',
  },
];
