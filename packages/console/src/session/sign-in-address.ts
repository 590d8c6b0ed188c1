/** Where the window that signs in beside an open page ends. */
export const signedInPath = '/signed-in';

/** The address that signs somebody in and returns to a path of the console. */
export const signInAddress = (signIn: string, returnTo: string): string =>
  `${signIn}?${new URLSearchParams({ return: returnTo })}`;
