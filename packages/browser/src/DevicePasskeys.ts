/**
 * The passkeys on the user's device, after the server changed the vault.
 *
 * @since 0.1.0
 */
import type { AllAcceptedCredentials, UnknownCredential } from "./Signal.js"

/**
 * A new name to show for the passkeys of a user.
 *
 * @since 0.1.0
 * @category models
 */
export interface UpdateInstruction {
  /** The relying party ID: the domain that the passkeys belong to. */
  readonly rpId: string
  /** The WebAuthn user handle, base64url. Not the user's ID in your application. */
  readonly userId: string
  /** The new username. */
  readonly username: string
  /** A friendlier name, for devices that show two. Without it, the device gets the username. */
  readonly displayName?: string
}

/**
 * A passkey to remove, because it is no longer in the vault.
 *
 * @since 0.1.0
 * @category models
 */
export interface DeletionInstruction extends UnknownCredential {
  /** The WebAuthn user handle, base64url. Not the user's ID in your application. */
  readonly userId: string
}

/**
 * The passkeys of a user to keep. The device removes the user's others.
 *
 * @since 0.1.0
 * @category models
 */
export interface PruningInstruction extends AllAcceptedCredentials {}

/**
 * Why an instruction was not signalled.
 *
 * @since 0.1.0
 * @category models
 */
export interface SignalWarning {
  /**
   * - `BROWSER_SIGNAL_UNSUPPORTED`: the browser does not support this signal.
   * - `BROWSER_SIGNAL_FAILED`: the browser rejected the signal, for example because `rpId` is not the page's domain.
   * - `EMPTY_SIGNAL_PAYLOAD`: the instruction has no credential to keep. The device would hide all passkeys of the user.
   */
  readonly code: "BROWSER_SIGNAL_UNSUPPORTED" | "BROWSER_SIGNAL_FAILED" | "EMPTY_SIGNAL_PAYLOAD"
  /** A message for developers. It contains no secrets. */
  readonly message: string
}

/**
 * What became of one instruction. A browser does not report whether the device followed a signal.
 *
 * @since 0.1.0
 * @category models
 */
export type SignalResult<Instruction> =
  | { readonly instruction: Instruction; readonly signalled: true }
  | { readonly instruction: Instruction; readonly signalled: false; readonly warning: SignalWarning }

/**
 * Something that the server could not do. The rest was done.
 *
 * @since 0.1.0
 * @category models
 */
export interface PasskeyWarning {
  /** The code, which may also be one that this version of the SDK does not know. */
  readonly code:
    | "PASSKEY_NOT_FOUND"
    | "NO_PASSKEYS_FOUND"
    | "BROWSER_SIGNAL_UNSUPPORTED"
    | "BROWSER_SIGNAL_FAILED"
    | "EMPTY_SIGNAL_PAYLOAD"
    | (string & {})
  /** A message for developers. */
  readonly message: string
  /** The Passlock ID of the passkey that the warning is about. */
  readonly passkeyId?: string
}

/**
 * What was signalled to the device, and what was not.
 *
 * @since 0.1.0
 * @category models
 */
export interface SignalReport<Instruction> {
  /** The result of each instruction, in the order of the instructions. Empty if the server has none. */
  readonly signals: ReadonlyArray<SignalResult<Instruction>>
  /** The warnings of the API, such as `NO_PASSKEYS_FOUND`. Often empty. */
  readonly warnings: ReadonlyArray<PasskeyWarning>
}

/**
 * The options of an exchange.
 *
 * @since 0.1.0
 * @category models
 */
export interface ExchangeOptions {
  /**
   * Aborts at once: the promise rejects with the signal's reason, and no further instruction is signalled. The token may
   * be used up.
   */
  readonly signal?: AbortSignal | undefined
}

/**
 * The methods that change the passkeys on the user's device.
 *
 * **Details**
 *
 * Each method exchanges a token and signals the instructions to the device, one after the other. If the browser cannot
 * signal one, the method signals the others, and the result has a warning for it.
 *
 * The methods reject with a `CommonError` only when the exchange fails, such as `BadRequest` when the token is unknown,
 * used or expired. Nothing was signalled then.
 *
 * **Gotchas**
 *
 * The token is used up even if the browser does not support the signal, so that the result can name each instruction.
 * To keep the token in this case, check `capabilities` first.
 *
 * Like other signals, these pause a pending autofill and wait for the end of a dialog.
 *
 * @since 0.1.0
 * @category models
 */
export interface DevicePasskeys {
  /**
   * Shows the user's new name for the passkeys on the device.
   *
   * **Details**
   *
   * Calls `POST /v2/{tenancyId}/passkeys/update/exchange`, which Passlock documents from 2.7 on, then
   * `PublicKeyCredential.signalCurrentUserDetails` for each instruction.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/browser"
   *
   * const passlock = new Passlock({ tenancyId: "my-tenancy" })
   *
   * export const showNewName = (updatePasskeysToken: string) => passlock.passkeys.update({ updatePasskeysToken })
   * ```
   */
  readonly update: (
    request: {
      /** The token that the server received from `Passkeys.prepareUpdate`. It works once. */
      readonly updatePasskeysToken: string
    },
    options?: ExchangeOptions
  ) => Promise<SignalReport<UpdateInstruction>>
  /**
   * Removes from the device the passkeys that were deleted from the vault.
   *
   * **Details**
   *
   * Calls `POST /v2/{tenancyId}/passkeys/delete/exchange`, which Passlock documents from 2.7 on, then
   * `PublicKeyCredential.signalUnknownCredential` for each instruction.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/browser"
   *
   * const passlock = new Passlock({ tenancyId: "my-tenancy" })
   *
   * export const removeFromDevice = async (deletePasskeysToken: string): Promise<string> => {
   *   const { signals } = await passlock.passkeys.delete({ deletePasskeysToken })
   *   return signals.every(({ signalled }) => signalled)
   *     ? "Your device was asked to remove the passkey."
   *     : "Remove the passkey in the settings of your device."
   * }
   * ```
   */
  readonly delete: (
    request: {
      /** The token that the server received from `Passkeys.prepareDeletion`. It works once. */
      readonly deletePasskeysToken: string
    },
    options?: ExchangeOptions
  ) => Promise<SignalReport<DeletionInstruction>>
  /**
   * Removes from the device the user's passkeys that are not in the vault.
   *
   * **Details**
   *
   * Calls `POST /v2/{tenancyId}/passkeys/prune/exchange`, which Passlock documents from 2.7 on, then
   * `PublicKeyCredential.signalAllAcceptedCredentials` for each instruction.
   *
   * **Gotchas**
   *
   * An instruction without credentials is not signalled, because the device would hide all passkeys of the user. Its
   * warning is `EMPTY_SIGNAL_PAYLOAD`. To signal it anyway, pass the instruction to `signals.allAcceptedCredentials`.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/browser"
   *
   * const passlock = new Passlock({ tenancyId: "my-tenancy" })
   *
   * export const prune = (prunePasskeysToken: string) => passlock.passkeys.prune({ prunePasskeysToken })
   * ```
   */
  readonly prune: (
    request: {
      /** The token that the server received from `Passkeys.preparePruning`. It works once. */
      readonly prunePasskeysToken: string
    },
    options?: ExchangeOptions
  ) => Promise<SignalReport<PruningInstruction>>
}
