/** Restricts the control API and the dashboard to this machine and to the dashboard's own pages. */
import type { HttpServerRequest } from "@effect/platform/HttpServerRequest"
import type { HttpServerResponse } from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { json } from "../api/pipeline.js"

const isLoopbackAddress = (address: string): boolean => /^(::ffff:)?127(\.\d{1,3}){3}$|^::1$/.test(address)

/** @param host a host name or address without a port, as in a URL */
export const isLoopbackHost = (host: string): boolean =>
  host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || isLoopbackAddress(host)

const hostnameOf = (host: string): string => (URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : "")

/** Why a request is rejected; `undefined` when it is allowed. */
const rejectionOf = ({ headers, method, remoteAddress }: HttpServerRequest): string | undefined => {
  // Requests from this process have no address.
  if (Option.isNone(remoteAddress)) return undefined
  if (!isLoopbackAddress(remoteAddress.value)) return "The control API is available on the emulator's machine only."
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
