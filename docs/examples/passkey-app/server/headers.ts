/** What browsers are told to refuse. */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { PasslockTenancy } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import { Site } from "./site.js"

const policy = (endpoint: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    // The ceremonies run between the page and the API.
    `connect-src 'self' ${new URL(endpoint).origin}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'"
  ].join("; ")

export const protect = Effect.fnUntraced(function* (response: HttpServerResponse.HttpServerResponse) {
  const { endpoint } = yield* PasslockTenancy
  const { isSecure } = yield* Site
  return HttpServerResponse.setHeaders(response, {
    // What depends on who asks stays in nobody's cache.
    "cache-control": "no-store",
    "content-security-policy": policy(endpoint),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "publickey-credentials-create=(self), publickey-credentials-get=(self)",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    ...(isSecure && { "strict-transport-security": "max-age=31536000" }),
    ...response.headers
  })
})
