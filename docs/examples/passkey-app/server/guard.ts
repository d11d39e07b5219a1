/** Which requests may change something: those of our own pages. */
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"

const safe = new Set(["GET", "HEAD"])

/**
 * A form of another site can send our cookie in some browsers, but neither this type of content nor our origin. A client
 * that names neither origin nor site is no browser, and has no business here.
 */
export const isOurs = (
  { headers, method }: Pick<HttpServerRequest.HttpServerRequest, "headers" | "method">,
  origin: string
): boolean => {
  if (safe.has(method)) return true
  const isJson = /^application\/json\s*(;|$)/i.test(headers["content-type"] ?? "")
  const isOurOrigin = headers.origin === undefined ? headers["sec-fetch-site"] !== undefined : headers.origin === origin
  const isOurSite = headers["sec-fetch-site"] === undefined || headers["sec-fetch-site"] === "same-origin"
  return isJson && isOurOrigin && isOurSite
}
