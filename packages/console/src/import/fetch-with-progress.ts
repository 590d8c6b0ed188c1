/** Progress of an upload, in bytes. */
export interface Progress {
  readonly sent: number;
  readonly total: number;
}

/**
 * A `fetch` that reports upload progress, which the built-in one cannot. For requests whose body is
 * a file and whose response is text.
 *
 * @throws TypeError if there is no response; the signal's reason if it is aborted
 */
export const fetchWithProgress =
  (onProgress: (progress: Progress) => void): typeof fetch =>
  (url, { method = 'GET', headers, body, signal } = {}) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(method, String(url));
      for (const [name, value] of new Headers(headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ loaded, total }) => onProgress({ sent: loaded, total });
      request.onload = () => resolve(responseOf(request));
      request.onerror = () => reject(new TypeError('No response was received'));
      request.onabort = () => reject(signal?.reason);
      signal?.addEventListener('abort', () => request.abort());
      if (signal?.aborted) reject(signal.reason);
      else request.send(body as XMLHttpRequestBodyInit);
    });

function responseOf(request: XMLHttpRequest): Response {
  const lines = request.getAllResponseHeaders().trim().split('\r\n');
  const headers = lines.map((line) => line.split(/: ?(.*)/s).slice(0, 2) as [string, string]);
  const { status, statusText } = request;
  return new Response(status === 204 ? null : request.responseText, {
    status,
    statusText,
    headers,
  });
}
