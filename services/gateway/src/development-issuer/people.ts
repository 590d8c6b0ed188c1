import { type Scope, scopes } from '@stockroom/client/contract';

/** Somebody whom the development issuer knows. */
export interface DevelopmentPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly scopes: readonly Scope[];
  /** What they may, in words. */
  readonly may: string;
}

const [read, write] = scopes;

/** One for each thing that people may do. */
export const people: readonly DevelopmentPerson[] = [
  {
    id: 'administrator',
    name: 'Ada Administrator',
    email: 'ada@stockroom.example',
    scopes,
    may: 'may do everything',
  },
  {
    id: 'stock-keeper',
    name: 'Stan Stockkeeper',
    email: 'stan@stockroom.example',
    scopes: [read, write],
    may: 'keeps items and stock, cannot add locations',
  },
  {
    id: 'viewer',
    name: 'Vera Viewer',
    email: 'vera@stockroom.example',
    scopes: [read],
    may: 'looks, changes nothing',
  },
];
