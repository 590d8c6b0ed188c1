import { Problem } from '@stockroom/service';

/** Every method that the gateway supports, in the order in which `allow` lists them. */
export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** 405, with the supported methods in `allow`. */
export const methodNotAllowed = (reason: string, allowed: readonly string[]) => {
  const list = allowed.join(', ');
  return new Problem(
    405,
    'method-not-allowed',
    'The method is not allowed',
    `${reason} Use one of ${list}.`,
    { headers: { allow: list } },
  );
};
