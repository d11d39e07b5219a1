/** The signals as methods: prepared, completed by a look-up where needed, and sent. */

import type { Signal, Signals } from "../Signal.js"
import { call } from "./call.js"
import * as Device from "./device.js"
import { invalidInput } from "./errors.js"
import { Refused } from "./refusal.js"
import { refused } from "./refused.js"
import type { Settings as Connection } from "./settings.js"
import { prepare } from "./signalInput.js"

export const signalsOf = (connection: Connection): Signals => ({
  unknownCredential: (input) => tell(connection, "unknownCredential", input),
  allAcceptedCredentials: (input) => tell(connection, "allAcceptedCredentials", input),
  currentUserDetails: (input) => tell(connection, "currentUserDetails", input)
})

const tell = async (connection: Connection, name: Signal["signal"], input: unknown): Promise<void> => {
  const operation = `Signals.${name}`
  const prepared = prepare(name, input)
  if ("issues" in prepared) throw invalidInput(operation, prepared.issues)
  try {
    await Device.requireFeature(name)
    if ("signal" in prepared) return await Device.send(prepared.signal)
    const lookUp = "passkeyIds" in prepared.request ? "Lookups.credentials" : "Lookups.credential"
    const found = await call(connection, lookUp, prepared.request, new AbortController().signal)
    await Device.send(prepared.complete(found))
  } catch (error) {
    throw error instanceof Refused ? refused(operation, error.refusal) : error
  }
}
