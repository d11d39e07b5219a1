/**
 * The passkeys on the user's device, after the server changed the vault. `Passkeys` of `@passlock-sdk/effect` are those in
 * the vault.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import { type CommonError, Passkeys, type PasslockTenancy, type Secret } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import type {
  DeletionInstruction,
  PasskeyWarning,
  PruningInstruction,
  SignalReport,
  SignalWarning,
  UpdateInstruction
} from "../DevicePasskeys.js"
import { deletionSignal, pruningSignal, resultOf, updateSignal, warningOf } from "../internal/instructions.js"
import type { Signal } from "../Signal.js"
import { Authenticator } from "./Authenticator.js"

type ReportProgram<Instruction> = Effect.Effect<
  SignalReport<Instruction>,
  CommonError,
  HttpClient.HttpClient | PasslockTenancy | Authenticator
>

/**
 * Shows the user's new name for the passkeys on the device. Needs no API key.
 *
 * **Details**
 *
 * - `updatePasskeysToken`: from `Passkeys.prepareUpdate` on the server. It works once.
 *
 * Exchanges the token and signals the instructions to the device, one after the other. If the browser cannot signal one,
 * the program signals the others, and the result has a warning for it.
 *
 * Fails with a `CommonError` only when the exchange fails, such as `BadRequest` when the token is unknown, used or
 * expired. Nothing was signalled then.
 *
 * Calls `POST /v2/{tenancyId}/passkeys/update/exchange`, which Passlock documents from 2.7 on, then
 * `PublicKeyCredential.signalCurrentUserDetails` for each instruction.
 *
 * **Gotchas**
 *
 * The token is used up even if the browser does not support the signal, so that the result can name each instruction.
 * To keep the token in this case, check `capabilities` first.
 *
 * @example
 * ```ts
 * import { DevicePasskeys } from "@passlock-sdk/browser/effect"
 *
 * export const showNewName = (updatePasskeysToken: string) => DevicePasskeys.update({ updatePasskeysToken })
 * ```
 *
 * @since 0.1.0
 * @category passkeys
 */
export const update: (request: { readonly updatePasskeysToken: Secret }) => ReportProgram<UpdateInstruction> =
  /*#__PURE__*/ make("update", (request) => Passkeys.exchangeUpdate(request), updateSignal)

const remove: (request: { readonly deletePasskeysToken: Secret }) => ReportProgram<DeletionInstruction> =
  /*#__PURE__*/ make("delete", (request) => Passkeys.exchangeDeletion(request), deletionSignal)

export {
  /**
   * Removes from the device the passkeys that were deleted from the vault. Needs no API key.
   *
   * **Details**
   *
   * - `deletePasskeysToken`: from `Passkeys.prepareDeletion` on the server. It works once.
   *
   * Exchanges the token and signals the instructions to the device, one after the other. If the browser cannot signal
   * one, the program signals the others, and the result has a warning for it.
   *
   * Fails with a `CommonError` only when the exchange fails, such as `BadRequest` when the token is unknown, used or
   * expired. Nothing was signalled then.
   *
   * Calls `POST /v2/{tenancyId}/passkeys/delete/exchange`, which Passlock documents from 2.7 on, then
   * `PublicKeyCredential.signalUnknownCredential` for each instruction.
   *
   * **Gotchas**
   *
   * The token is used up even if the browser does not support the signal, so that the result can name each instruction.
   * To keep the token in this case, check `capabilities` first.
   *
   * @example
   * ```ts
   * import { DevicePasskeys } from "@passlock-sdk/browser/effect"
   * import * as Effect from "effect/Effect"
   *
   * export const removeFromDevice = (deletePasskeysToken: string) =>
   *   DevicePasskeys.delete({ deletePasskeysToken }).pipe(
   *     Effect.map(({ signals }) => signals.every(({ signalled }) => signalled))
   *   )
   * ```
   *
   * @since 0.1.0
   * @category passkeys
   */
  remove as delete
}

/**
 * Removes from the device the user's passkeys that are not in the vault. Needs no API key.
 *
 * **Details**
 *
 * - `prunePasskeysToken`: from `Passkeys.preparePruning` on the server. It works once.
 *
 * Exchanges the token and signals the instructions to the device, one after the other. If the browser cannot signal one,
 * the program signals the others, and the result has a warning for it.
 *
 * Fails with a `CommonError` only when the exchange fails, such as `BadRequest` when the token is unknown, used or
 * expired. Nothing was signalled then.
 *
 * Calls `POST /v2/{tenancyId}/passkeys/prune/exchange`, which Passlock documents from 2.7 on, then
 * `PublicKeyCredential.signalAllAcceptedCredentials` for each instruction.
 *
 * **Gotchas**
 *
 * An instruction without credentials is not signalled, because the device would hide all passkeys of the user. Its
 * warning is `EMPTY_SIGNAL_PAYLOAD`. To signal it anyway, pass the instruction to `Signals.allAcceptedCredentials`.
 *
 * The token is used up even if the browser does not support the signal, so that the result can name each instruction.
 * To keep the token in this case, check `capabilities` first.
 *
 * @example
 * ```ts
 * import { DevicePasskeys } from "@passlock-sdk/browser/effect"
 *
 * export const prune = (prunePasskeysToken: string) => DevicePasskeys.prune({ prunePasskeysToken })
 * ```
 *
 * @since 0.1.0
 * @category passkeys
 */
export const prune: (request: { readonly prunePasskeysToken: Secret }) => ReportProgram<PruningInstruction> =
  /*#__PURE__*/ make("prune", (request) => Passkeys.exchangePruning(request), pruningSignal)

interface Exchanged<Instruction> {
  readonly instructions: ReadonlyArray<Instruction>
  readonly warnings: ReadonlyArray<PasskeyWarning>
}

function make<Request, Instruction>(
  name: string,
  exchange: (
    request: Request
  ) => Effect.Effect<Exchanged<Instruction>, CommonError, HttpClient.HttpClient | PasslockTenancy>,
  signalOf: (instruction: Instruction) => Signal | SignalWarning
): (request: Request) => ReportProgram<Instruction> {
  return Effect.fn(`DevicePasskeys.${name}`)(function* (request: Request) {
    const authenticator = yield* Authenticator
    const { instructions, warnings } = yield* exchange(request)
    const signals = yield* Effect.forEach(instructions, (instruction) =>
      Effect.map(send(authenticator, signalOf(instruction)), (warning) => resultOf(instruction, warning))
    )
    return { signals, warnings }
  })
}

const send = (
  authenticator: Authenticator.Service,
  signal: Signal | SignalWarning
): Effect.Effect<SignalWarning | undefined> =>
  "code" in signal
    ? Effect.succeed(signal)
    : authenticator
        .supports(signal.signal)
        .pipe(
          Effect.zipRight(authenticator.send(signal)),
          Effect.match({ onFailure: warningOf, onSuccess: () => undefined })
        )
