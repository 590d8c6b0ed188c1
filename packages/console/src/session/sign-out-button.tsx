import { useMutation } from '@tanstack/react-query';
import { errorMessage } from '../api/problems.ts';
import { Button } from '../components/button.tsx';
import { signOut } from './sign-out.ts';

/** Signs out a user who has no access. */
export function SignOutButton() {
  const mutation = useMutation({ mutationFn: signOut });
  return (
    <>
      {mutation.isError && <p role="alert">{errorMessage(mutation.error)}</p>}
      <Button disabled={mutation.isPending} onClick={() => mutation.mutate()}>
        Sign out
      </Button>
    </>
  );
}
