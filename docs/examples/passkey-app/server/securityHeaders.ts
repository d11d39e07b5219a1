/** Security headers for every response. */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { PasslockTenancy } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import { Site } from "./site.js"

const contentSecurityPolicy = (endpoint: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    // The page calls the Passlock API during a ceremony.
    `connect-src 'self' ${new URL(endpoint).origin}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'"
  ].join("; ")

export const withSecurityHeaders = Effect.fnUntraced(function* (response: HttpServerResponse.HttpServerResponse) {
  const { endpoint } = yield* PasslockTenancy
  const { isSecure } = yield* Site
  return HttpServerResponse.setHeaders(response, {
    // Responses depend on the session, so no cache may store them.
    "cache-control": "no-store",
    "content-security-policy": contentSecurityPolicy(endpoint),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "publickey-credentials-create=(self), publickey-credentials-get=(self)",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    ...(isSecure && { "strict-transport-security": "max-age=31536000" }),
    ...response.headers
  })
})
