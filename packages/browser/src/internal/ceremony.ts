/** The two ceremonies, each in three steps; and only one of them at a time. */
import type { BeginAuthentication, CallOptions } from "../CeremonyOptions.js"
import type { Progress, Verified } from "../Verified.js"
import { call } from "./call.js"
import type { Connection } from "./connection.js"
import * as Device from "./device.js"
import { invalidRequest } from "./invalid.js"
import { refused } from "./refused.js"

export const register = (
  connection: Connection,
  request: { readonly registrationToken: string },
  options: CallOptions | undefined
): Promise<Verified> =>
  alone("Ceremony.register", options, async (signal, tell) => {
    Device.requirePasskeys()
    tell("options")
    const { optionsJSON, sessionToken } = await call(connection, "Registration.options", request, signal)
    tell("authenticator")
    const response = await Device.create(optionsJSON, signal)
    tell("verification")
    return verified(await call(connection, "Registration.verify", { sessionToken, response }, signal))
  })

export const authenticate = (
  connection: Connection,
  request: BeginAuthentication,
  options: CallOptions | undefined
): Promise<Verified> =>
  alone("Ceremony.authenticate", options, async (signal, tell) => {
    const wanted = mediationOf(request)
    Device.requirePasskeys()
    if (wanted === "conditional") await Device.requireFeature("autofill")
    tell("options")
    const { mediation, optionsJSON, sessionToken } = await call(connection, "Authentication.options", request, signal)
    tell("authenticator")
    const isConditional = (wanted ?? mediation) === "conditional"
    const response = await Device.get(optionsJSON, isConditional ? "conditional" : "required", signal)
    tell("verification")
    return verified(await call(connection, "Authentication.verify", { sessionToken, response }, signal))
  })

const mediationOf = (request: BeginAuthentication): Device.Mediation | undefined => {
  const mediation: unknown = request?.mediation
  if (mediation === undefined || mediation === "conditional" || mediation === "required") return mediation
  throw invalidRequest("Ceremony.authenticate", [
    { path: "mediation", message: 'expected "conditional" or "required"' }
  ])
}

const verified = (answer: {
  readonly code: string
  readonly id_token: string
  readonly principal: Verified["principal"]
}) => ({
  code: answer.code,
  idToken: answer.id_token,
  principal: answer.principal
})

/** Ends the ceremony that runs, on whichever client it was begun. */
let replace: (() => void) | undefined

const alone = async <A>(
  operation: string,
  { onProgress, signal }: CallOptions = {},
  ceremony: (signal: AbortSignal, tell: (progress: Progress) => void) => Promise<A>
): Promise<A> => {
  if (signal?.aborted) throw signal.reason
  replace?.()
  const controller = new AbortController()
  const replaceThis = () => controller.abort(refused(operation, Device.replaced))
  const abort = () => controller.abort(signal?.reason)
  const tell = (progress: Progress) => {
    if (controller.signal.aborted) throw controller.signal.reason
    try {
      onProgress?.(progress)
    } catch (error) {
      // What a page shows of a ceremony is no reason to lose it.
      globalThis.reportError?.(error)
    }
  }
  replace = replaceThis
  signal?.addEventListener("abort", abort)
  try {
    return await ceremony(controller.signal, tell)
  } catch (error) {
    throw error instanceof Device.Refused ? refused(operation, error.refusal) : error
  } finally {
    signal?.removeEventListener("abort", abort)
    if (replace === replaceThis) replace = undefined
  }
}
