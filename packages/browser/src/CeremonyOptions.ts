/**
 * The input and options of a ceremony.
 *
 * @since 0.1.0
 */
import type { Progress } from "./Verified.js"

/**
 * The options of one ceremony.
 *
 * @since 0.1.0
 * @category models
 */
export interface CallOptions {
  /** Cancels the ceremony and closes the browser's dialog. The promise rejects at once with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Called before each step. An exception is reported with `reportError` and does not end the ceremony. */
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/**
 * The input of an authentication: a token from the server, or a relying party. With a relying party the user chooses one
 * of their passkeys.
 *
 * @since 0.1.0
 * @category models
 */
export type BeginAuthentication = (
  | {
      /** The token that the server received from `Authentication.prepare`. It is valid for one ceremony. */
      readonly authenticationToken: string
    }
  | {
      /** The relying party: the domain that the passkeys belong to. */
      readonly rpId: string
      /** Passlock's ids of the passkeys that the user may choose. Default: all of them. */
      readonly allowCredentials?: ReadonlyArray<string> | undefined
      /** Whether the authenticator must verify the user, for example by fingerprint. Default `preferred`. */
      readonly userVerification?: "required" | "preferred" | "discouraged" | undefined
      /** How long the browser waits for the user, in milliseconds. Above 0. */
      readonly timeout?: number | undefined
    }
) & {
  /**
   * `"conditional"` shows no dialog: the browser offers passkeys in the autofill of an input with
   * `autocomplete="username webauthn"`, and the promise stays pending until the user chooses one. `"required"` shows a
   * dialog. Default: the server's choice, or else a dialog.
   */
  readonly mediation?: "conditional" | "required" | undefined
}
