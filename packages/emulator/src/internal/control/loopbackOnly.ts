/** Restricts the control API and the dashboard to this machine and to the dashboard's own pages. */
import type { HttpServerRequest } from "@effect/platform/HttpServerRequest"
import type { HttpServerResponse } from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { json } from "../api/pipeline.js"
import { hostnameOf, isLoopbackAddress, isLoopbackHost } from "../hosts.js"

/** A proxy on this machine makes every request look like one of this machine. */
const isForwarded = (headers: HttpServerRequest["headers"]): boolean =>
  Object.keys(headers).some((name) => name === "forwarded" || name.startsWith("x-forwarded-"))

/** Why a request is rejected; `undefined` when it is allowed. */
const rejectionOf = ({ headers, method, remoteAddress }: HttpServerRequest): string | undefined => {
  // Requests from this process have no address.
  if (Option.isNone(remoteAddress)) return undefined
  if (!isLoopbackAddress(remoteAddress.value)) return "The control API is available on the emulator's machine only."
  if (isForwarded(headers)) return "Forwarded, X-Forwarded-*: expected a request that no proxy forwarded"
  const { host = "", origin } = headers
  // Stops DNS rebinding: another name may resolve to this machine.
  if (!isLoopbackHost(hostnameOf(host))) return "Host: expected localhost or 127.0.0.1"
  if (origin !== undefined && origin !== `http://${host}`) return "Origin: expected the emulator's own origin"
  const { "sec-fetch-dest": destination, "sec-fetch-mode": mode, "sec-fetch-site": site } = headers
  // Other sites may link to the dashboard, but send no other requests.
  const isNavigation = method === "GET" && mode === "navigate" && destination === "document"
  return site === undefined || site === "same-origin" || site === "none" || isNavigation
    ? undefined
    : "Sec-Fetch-Site: expected a page of the emulator"
}

export const loopbackOnly = <E>(
  request: HttpServerRequest,
  response: Effect.Effect<HttpServerResponse, E>
): Effect.Effect<HttpServerResponse, E> => {
  const message = rejectionOf(request)
  return message === undefined ? response : Effect.succeed(json({ _tag: "@error/LoopbackOnly", message }, 403))
}
