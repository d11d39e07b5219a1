/** Changes the passkeys on the user's device after the server changed them. */
import type { CommonError, Outcome, SignalReport } from "@passlock-sdk/browser"
import type { RemovedPasskeys, RenamedUser } from "../wire/responses.js"
import { passlock } from "./passlock.js"

/** Whether the browser passed the changes on to the device. No browser reports whether the device made them. */
export type DeviceStatus = "asked" | "unsupported" | "failed"

const statusOf = (outcome: Outcome<SignalReport<unknown>, CommonError>): DeviceStatus => {
  if (!outcome.success) return "failed"
  const warnings = outcome.value.signals.flatMap((signal) => (signal.signalled ? [] : [signal.warning.code]))
  if (warnings.length === 0) return "asked"
  return warnings.includes("BROWSER_SIGNAL_UNSUPPORTED") ? "unsupported" : "failed"
}

export const deletePasskeys = async ({ deletePasskeysToken }: RemovedPasskeys): Promise<DeviceStatus> => {
  const outcome = await passlock.safe.passkeys.delete({ deletePasskeysToken })
  // An earlier attempt deleted the passkeys from the vault, so Passlock does not know which ones the device has.
  if (outcome.success && outcome.value.signals.length === 0) return "failed"
  return statusOf(outcome)
}

export const renamePasskeys = async ({ updatePasskeysToken }: RenamedUser): Promise<DeviceStatus> =>
  statusOf(await passlock.safe.passkeys.update({ updatePasskeysToken }))
