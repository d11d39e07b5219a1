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
  /** Aborts the ceremony at once and closes the browser's dialog. The promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Called before each step. An exception goes to `reportError` and does not end the ceremony. */
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/**
 * The request of an authentication: the token of one that the server authorized or prepared, or the settings of one that
 * the page starts itself.
 *
 * **Details**
 *
 * Only Passlock 2.6 documents that a page starts an authentication itself. From 2.7 on, pass a token: for a user that the
 * server does not know yet, from `Authentication.authorize` with `discoverable: true`.
 *
 * @since 0.1.0
 * @category models
 */
export type BeginAuthentication = (
  | {
      /**
       * The token that the server received from `Authentication.authorize`, or from `Authentication.prepare` with Passlock
       * 2.6. It works once.
       */
      readonly authenticationToken: string
    }
  | {
      /** The relying party ID: the domain that the passkeys belong to. Without a token, only Passlock 2.6 documents it. */
      readonly rpId: string
      /** The Passlock IDs of the allowed passkeys. Without them, the user chooses one. */
      readonly allowCredentials?: ReadonlyArray<string> | undefined
      /** Whether the authenticator must verify the user. Default: `preferred`. */
      readonly userVerification?: "required" | "preferred" | "discouraged" | undefined
      /** How long the browser waits for the user, in milliseconds. Above 0. */
      readonly timeout?: number | undefined
    }
) & {
  /**
   * `"conditional"` shows no dialog: the browser offers passkeys in the autofill of an input with
   * `autocomplete="username webauthn"`, and the promise stays pending until the user chooses one. `"required"` shows a
   * dialog. Default: the `mediation` of `Authentication.authorize`, or else a dialog.
   */
  readonly mediation?: "conditional" | "required" | undefined
}
