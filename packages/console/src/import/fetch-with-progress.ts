/** How much of a request was handed to the network. */
export interface Sent {
  readonly bytes: number;
  readonly of: number;
}

/**
 * A `fetch` that tells how much of a body is sent, which the browser's own cannot: for calls with a
 * body that is a file, whose answer is text.
 *
 * @throws TypeError where no answer came; what the signal is aborted with
 */
export const fetchWithProgress =
  (onSent: (sent: Sent) => void): typeof fetch =>
  (address, { method = 'GET', headers, body, signal } = {}) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(method, String(address));
      for (const [name, value] of new Headers(headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ loaded, total }) => onSent({ bytes: loaded, of: total });
      request.onload = () => resolve(responseOf(request));
      request.onerror = () => reject(new TypeError('The request was not answered'));
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
