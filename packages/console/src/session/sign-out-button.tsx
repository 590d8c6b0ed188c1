import { useMutation } from '@tanstack/react-query';
import { whatToDo } from '../api/problems.ts';
import { Button } from '../components/button.tsx';
import { signOut } from './sign-out.ts';

/** The way out for who may not use this Stockroom. */
export function SignOutButton() {
  const leaving = useMutation({ mutationFn: signOut });
  return (
    <>
      {leaving.isError && <p role="alert">{whatToDo(leaving.error)}</p>}
      <Button disabled={leaving.isPending} onClick={() => leaving.mutate()}>
        Sign out
      </Button>
    </>
  );
}
