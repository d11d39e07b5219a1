/** The signal methods: each checks its input, looks up the credential where needed, and sends the signal. */
import { NotFound } from "../PasslockError.js"
import type { Signal, Signals } from "../Signal.js"
import { call } from "./call.js"
import { toError } from "./ceremonyFailure.js"
import * as Device from "./device.js"
import { invalidInput } from "./errors.js"
import { checkSignal } from "./input.js"
import type { Settings } from "./settings.js"

export const signalsOf = (settings: Settings): Signals => ({
  unknownCredential: (input) => send(settings, "unknownCredential", input),
  allAcceptedCredentials: (input) => send(settings, "allAcceptedCredentials", input),
  currentUserDetails: (input) => send(settings, "currentUserDetails", input)
})

const send = async (settings: Settings, name: Signal["signal"], input: unknown): Promise<void> => {
  const operation = `Signals.${name}`
  const checked = checkSignal(name, input)
  if ("issues" in checked) throw invalidInput(operation, checked.issues)
  try {
    await Device.requireFeature(name)
    if ("signal" in checked) return await Device.send(checked.signal)
    const lookup = "passkeyIds" in checked.request ? "Lookups.credentials" : "Lookups.credential"
    const lookedUp = await call(settings, lookup, checked.request, new AbortController().signal)
    const completed = checked.complete(lookedUp)
    if ("notFound" in completed) throw new NotFound(completed.notFound)
    await Device.send(completed.signal)
  } catch (error) {
    throw toError(operation, error)
  }
}
