/** The two ceremonies, each in three steps; and only one of them at a time. */
import type { BeginAuthentication, CallOptions } from "../CeremonyOptions.js"
import type { Progress, Verified } from "../Verified.js"
import { call } from "./call.js"
import * as Device from "./device.js"
import { invalidInput } from "./errors.js"
import { checkMediation, type Mediation } from "./mediation.js"
import { Refused, replaced } from "./refusal.js"
import { refused } from "./refused.js"
import type { Settings as Connection } from "./settings.js"

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
    const isConditional = (wanted ?? mediation) === "conditional"
    if (isConditional && wanted === undefined) await Device.requireFeature("autofill")
    tell("authenticator")
    const response = await Device.get(optionsJSON, isConditional ? "conditional" : "required", signal)
    tell("verification")
    return verified(await call(connection, "Authentication.verify", { sessionToken, response }, signal))
  })

const mediationOf = (request: BeginAuthentication): Mediation | undefined => {
  const checked = checkMediation(request)
  if ("issues" in checked) throw invalidInput("Ceremony.authenticate", checked.issues)
  return checked.mediation
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

const alone = <A>(
  operation: string,
  options: CallOptions | undefined,
  ceremony: (signal: AbortSignal, tell: (progress: Progress) => void) => Promise<A>
): Promise<A> =>
  new Promise((resolve, reject) => {
    const { onProgress, signal } = optionsOf(operation, options)
    if (signal?.aborted) throw reasonOf(signal)
    replace?.()
    const controller = new AbortController()
    const leave = () => {
      signal?.removeEventListener("abort", abort)
      if (replace === replaceThis) replace = undefined
    }
    // The promise ends at once, whatever the browser waits for. An older browser's signal does not hold the reason.
    const end = (reason: unknown) => {
      leave()
      reject(reason)
      controller.abort(reason)
    }
    const replaceThis = () => end(refused(operation, replaced))
    const abort = () => end(signal && reasonOf(signal))
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
    ceremony(controller.signal, tell)
      .then(resolve, (error) => reject(error instanceof Refused ? refused(operation, error.refusal) : error))
      .finally(leave)
  })

const optionsOf = (operation: string, given: CallOptions | undefined): CallOptions => {
  let issue = { path: "options", message: "expected options that can be read" }
  try {
    const options = { ...given }
    if (options.signal === undefined || isSignal(Object(options.signal))) return options
    issue = { path: "signal", message: "expected an AbortSignal" }
  } catch {}
  throw invalidInput(operation, [issue])
}

const isSignal = (value: object): boolean =>
  typeof Reflect.get(value, "aborted") === "boolean" &&
  ["addEventListener", "removeEventListener"].every((name) => typeof Reflect.get(value, name) === "function")

const reasonOf = ({ reason }: AbortSignal): unknown =>
  reason === undefined ? new DOMException("The ceremony was aborted.", "AbortError") : reason
