import { problemTypePrefix } from '@stockroom/service/project';

/** RFC 9457 problem details as the API sends them. */
export interface ProblemDetails {
  /** Stable identifier of the kind: `urn:stockroom:problem:insufficient-stock`. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** This occurrence, as text. */
  readonly detail: string;
  readonly instance?: string;
  /** The violations of an invalid request. */
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

/** An error response of the API: `problem.type` for programs, `message` for people. */
export class ProblemError extends Error {
  override name = 'ProblemError';
  readonly problem: ProblemDetails;

  constructor(problem: ProblemDetails) {
    super(problem.detail);
    this.problem = problem;
  }

  /** Whether the problem is of a kind, the last part of its type: `duplicate-sku`. */
  is(kind: string): boolean {
    return this.problem.type === `${problemTypePrefix}${kind}`;
  }
}

/** Reads the problem from a response, even one without problem details, such as a proxy's error page. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const text = await response.text();
  try {
    const problem = JSON.parse(text) as ProblemDetails;
    if (typeof problem.type === 'string' && typeof problem.detail === 'string') {
      return new ProblemError(problem);
    }
  } catch {
    // Not JSON: reported below.
  }
  return new ProblemError({
    type: 'about:blank',
    title: response.statusText || `HTTP ${response.status}`,
    status: response.status,
    detail: `The server responded with status ${response.status} and no further details. Try again; if the error persists, check the gateway's logs.`,
  });
}
