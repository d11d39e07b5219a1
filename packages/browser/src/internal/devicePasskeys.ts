/** Exchanges a token and signals the instructions to the device. */
import type { DevicePasskeys, ExchangeOptions, SignalReport, SignalResult, SignalWarning } from "../DevicePasskeys.js"
import type { Signal } from "../Signal.js"
import { abortable } from "./abort.js"
import { call } from "./call.js"
import { authenticatorError, CeremonyFailed } from "./ceremonyFailure.js"
import * as Device from "./device.js"
import { optionsOf } from "./input.js"
import { deletionSignal, pruningSignal, resultOf, updateSignal, warningOf } from "./instructions.js"
import type { Values } from "./operations.js"
import type { Settings } from "./settings.js"

type Exchange = Extract<keyof Values, `Passkeys.${string}`>

type InstructionOf<Name extends Exchange> = Values[Name]["instructions"][number]

export const devicePasskeysOf = (settings: Settings): DevicePasskeys => {
  const method =
    <Name extends Exchange>(name: Name, signalOf: (instruction: InstructionOf<Name>) => Signal | SignalWarning) =>
    async (request: object, options?: ExchangeOptions): Promise<SignalReport<InstructionOf<Name>>> => {
      const { signal = new AbortController().signal } = optionsOf(name, options)
      const { instructions, warnings } = await call(settings, name, request, signal)
      const signals: Array<SignalResult<InstructionOf<Name>>> = []
      for (const instruction of instructions) {
        const warning = await abortable<SignalWarning | undefined>(signal, (resolve) => {
          send(signalOf(instruction), signal).then(resolve)
          return () => {}
        })
        signals.push(resultOf(instruction, warning))
      }
      return { signals, warnings }
    }
  return {
    update: method("Passkeys.exchangeUpdate", updateSignal),
    delete: method("Passkeys.exchangeDeletion", deletionSignal),
    prune: method("Passkeys.exchangePruning", pruningSignal)
  }
}

/** Never rejects. */
const send = async (signal: Signal | SignalWarning, abort: AbortSignal): Promise<SignalWarning | undefined> => {
  if ("code" in signal) return signal
  try {
    await Device.requireFeature(signal.signal)
    await Device.send(signal, abort)
  } catch (error) {
    return warningOf(error instanceof CeremonyFailed ? error.failure : authenticatorError(error))
  }
  return undefined
}
