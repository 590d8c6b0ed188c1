/** RFC 9457 problem details as the API sends them. */
export interface ProblemDetails {
  /** Stable name of the kind: `urn:stockroom:problem:insufficient-stock`. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** This case in words. */
  readonly detail: string;
  readonly instance?: string;
  /** Every fault of the input, where that was the problem. */
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

/** The API refused: `problem.type` says why for programs, `message` for people. */
export class ProblemError extends Error {
  override name = 'ProblemError';
  readonly problem: ProblemDetails;

  constructor(problem: ProblemDetails) {
    super(problem.detail);
    this.problem = problem;
  }

  /** Whether the problem is of this kind, by the last part of its type: `duplicate-sku`. */
  is(kind: string): boolean {
    return this.problem.type === `urn:stockroom:problem:${kind}`;
  }
}

/** Reads the problem from an answer, also from one that is none (a proxy's page, say). */
export async function problemOf(response: Response): Promise<ProblemError> {
  const text = await response.text();
  try {
    const problem = JSON.parse(text) as ProblemDetails;
    if (typeof problem.type === 'string' && typeof problem.detail === 'string') {
      return new ProblemError(problem);
    }
  } catch {
    // Not JSON: told as it is, below.
  }
  return new ProblemError({
    type: 'about:blank',
    title: response.statusText || `HTTP ${response.status}`,
    status: response.status,
    detail: `The server answered ${response.status} without saying why. Try again; if it stays, look at the gateway's logs.`,
  });
}
