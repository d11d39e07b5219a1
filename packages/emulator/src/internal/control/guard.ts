/** Who may control the emulator: this machine, and no page of another origin. */
import type { HttpServerRequest } from "@effect/platform/HttpServerRequest"
import type { HttpServerResponse } from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Answers from "../api/answers.js"
import { isLoopbackAddress, isLoopbackName } from "../loopback.js"

/** The name in a `Host` header, without its port. */
const nameOf = (host: string): string => (URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : "")

/** Why a request may not; `undefined` where it may. */
const refusalOf = ({ headers, method, remoteAddress }: HttpServerRequest): string | undefined => {
  // Who has no address asks in this process.
  if (Option.isNone(remoteAddress)) return undefined
  if (!isLoopbackAddress(remoteAddress.value)) return "The emulator is controlled from its own machine only."
  const { host = "", origin } = headers
  // A name that somebody else's DNS points at this machine is not this machine's.
  if (!isLoopbackName(nameOf(host))) return "Host: expected localhost or 127.0.0.1"
  if (origin !== undefined && origin !== `http://${host}`) return "Origin: expected a page of the emulator"
  const { "sec-fetch-dest": destination, "sec-fetch-mode": mode, "sec-fetch-site": site } = headers
  // A link on another site may lead to the dashboard; nothing else on it may ask for anything.
  const isVisit = method === "GET" && mode === "navigate" && destination === "document"
  return site === undefined || site === "same-origin" || site === "none" || isVisit
    ? undefined
    : "Sec-Fetch-Site: expected a page of the emulator"
}

export const guard = <E>(
  request: HttpServerRequest,
  answer: Effect.Effect<HttpServerResponse, E>
): Effect.Effect<HttpServerResponse, E> => {
  const refusal = refusalOf(request)
  return refusal === undefined ? answer : Effect.succeed(Answers.forbidden(refusal))
}
