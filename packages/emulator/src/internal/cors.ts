/** What lets the pages of other origins talk to the API. */
import type { HttpServerRequest } from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"

type Response = HttpServerResponse.HttpServerResponse

export const preflight = ({ headers }: HttpServerRequest): Response =>
  HttpServerResponse.empty({
    status: 204,
    headers: {
      "access-control-allow-origin": headers.origin ?? "*",
      "access-control-allow-methods": "GET, POST, PATCH, DELETE",
      "access-control-allow-headers": "content-type, authorization",
      "access-control-max-age": "600",
      vary: "Origin",
      // A page on the internet may talk to an emulator on this machine.
      ...(headers["access-control-request-private-network"] === "true" && {
        "access-control-allow-private-network": "true"
      })
    }
  })

/** Lets the page that asked read the answer. */
export const allow = (response: Response, { headers: { origin } }: HttpServerRequest): Response =>
  origin === undefined
    ? response
    : HttpServerResponse.setHeaders(response, {
        "access-control-allow-origin": origin,
        "access-control-expose-headers": "retry-after",
        vary: "Origin"
      })
