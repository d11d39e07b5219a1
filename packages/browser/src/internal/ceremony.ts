/** The two ceremonies. Each has three steps, and one ceremony runs at a time. */
import type { BeginAuthentication, CallOptions } from "../CeremonyOptions.js"
import type { Progress, Verified } from "../Verified.js"
import { onAbort, reasonOf } from "./abort.js"
import { call } from "./call.js"
import { CeremonyFailed, superseded, toError } from "./ceremonyFailure.js"
import * as Device from "./device.js"
import { invalidInput } from "./errors.js"
import { checkMediation, type Mediation, optionsOf } from "./input.js"
import type { Settings } from "./settings.js"

export const register = (
  settings: Settings,
  request: { readonly registrationToken: string },
  options: CallOptions | undefined
): Promise<Verified> =>
  runExclusively("Ceremony.register", options, async (signal, onProgress) => {
    Device.requirePasskeys()
    onProgress("options")
    const { optionsJSON, sessionToken } = await call(settings, "Registration.options", request, signal)
    onProgress("authenticator")
    const response = await Device.create(optionsJSON, signal)
    onProgress("verification")
    return verified(await call(settings, "Registration.verify", { sessionToken, response }, signal))
  })

export const authenticate = (
  settings: Settings,
  request: BeginAuthentication,
  options: CallOptions | undefined
): Promise<Verified> =>
  runExclusively("Ceremony.authenticate", options, async (signal, onProgress) => {
    const requested = mediationOf(request)
    Device.requirePasskeys()
    if (requested === "conditional") await Device.requireFeature("autofill")
    onProgress("options")
    const { mediation, optionsJSON, sessionToken } = await call(settings, "Authentication.options", request, signal)
    const isConditional = (requested ?? mediation) === "conditional"
    if (isConditional && requested === undefined) await Device.requireFeature("autofill")
    onProgress("authenticator")
    const response = await Device.get(optionsJSON, isConditional ? "conditional" : "required", signal)
    onProgress("verification")
    return verified(await call(settings, "Authentication.verify", { sessionToken, response }, signal))
  })

const mediationOf = (request: BeginAuthentication): Mediation | undefined => {
  const checked = checkMediation(request)
  if ("issues" in checked) throw invalidInput("Ceremony.authenticate", checked.issues)
  return checked.value
}

const verified = (response: {
  readonly code: string
  readonly id_token: string
  readonly principal: Verified["principal"]
}) => ({
  code: response.code,
  idToken: response.id_token,
  principal: response.principal
})

/** Cancels the running ceremony, whichever client started it. */
let cancelRunning: (() => void) | undefined

const runExclusively = <A>(
  operation: string,
  options: CallOptions | undefined,
  ceremony: (signal: AbortSignal, onProgress: (progress: Progress) => void) => Promise<A>
): Promise<A> =>
  new Promise((resolve, reject) => {
    const { onProgress, signal } = optionsOf(operation, options)
    if (signal?.aborted) throw reasonOf(signal)
    cancelRunning?.()
    const controller = new AbortController()
    const cleanUp = () => {
      removeListener?.()
      if (cancelRunning === cancelThis) cancelRunning = undefined
    }
    // Rejects at once, without waiting for the browser. Signals of older browsers have no reason.
    const end = (reason: unknown) => {
      cleanUp()
      reject(reason)
      controller.abort(reason)
    }
    const cancelThis = () => end(toError(operation, new CeremonyFailed(superseded)))
    const removeListener = signal && onAbort(signal, () => end(reasonOf(signal)))
    const report = (progress: Progress) => {
      if (controller.signal.aborted) throw controller.signal.reason
      try {
        onProgress?.(progress)
      } catch (error) {
        // A callback that throws must not fail the ceremony.
        globalThis.reportError?.(error)
      }
    }
    cancelRunning = cancelThis
    ceremony(controller.signal, report)
      .then(resolve, (reason) => reject(toError(operation, reason)))
      .finally(cleanUp)
  })
