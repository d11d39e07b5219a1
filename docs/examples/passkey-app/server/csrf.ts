/** CSRF protection: only our own pages may send requests that change something. */
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"

const safeMethods = new Set(["GET", "HEAD"])

/**
 * Whether to process the request. In some browsers a form on another site sends our cookie, but it can send neither a
 * JSON content type nor our origin. Requests with neither `Origin` nor `Sec-Fetch-Site` do not come from a browser and
 * are rejected.
 */
export const isAllowed = (
  { headers, method }: Pick<HttpServerRequest.HttpServerRequest, "headers" | "method">,
  origin: string
): boolean => {
  if (safeMethods.has(method)) return true
  const isJson = /^application\/json\s*(;|$)/i.test(headers["content-type"] ?? "")
  const isSameOrigin =
    headers.origin === undefined ? headers["sec-fetch-site"] !== undefined : headers.origin === origin
  const isSameSite = headers["sec-fetch-site"] === undefined || headers["sec-fetch-site"] === "same-origin"
  return isJson && isSameOrigin && isSameSite
}
