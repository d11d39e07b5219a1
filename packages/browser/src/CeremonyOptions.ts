/**
 * What a ceremony is begun with.
 *
 * @since 0.1.0
 */
import type { Progress } from "./Verified.js"

/**
 * How one ceremony is made.
 *
 * @since 0.1.0
 * @category models
 */
export interface CallOptions {
  /** Ends the ceremony at once, the browser's dialog included. The promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Is told when each step begins. */
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/**
 * What an authentication begins with: a token from the server, or the relying party alone, and then the user picks one of
 * their passkeys.
 *
 * @since 0.1.0
 * @category models
 */
export type BeginAuthentication = (
  | {
      /** What the server's `Authentication.prepare` gave. It works once. */
      readonly authenticationToken: string
    }
  | {
      /** The relying party: the domain the passkeys belong to. */
      readonly rpId: string
      /** Passlock's ids of the passkeys that are allowed; without them the user picks one. */
      readonly allowCredentials?: ReadonlyArray<string> | undefined
      /** Whether the authenticator must check that it is the user. Default `preferred`. */
      readonly userVerification?: "required" | "preferred" | "discouraged" | undefined
      /** How long the browser waits for the user, in milliseconds. */
      readonly timeout?: number | undefined
    }
) & {
  /**
   * `"conditional"`: no dialog; the browser offers the passkeys where the user fills in an input with
   * `autocomplete="username webauthn"`, and the promise waits until they choose one. Default: what the server says, or
   * else a dialog.
   */
  readonly mediation?: "conditional" | "required" | undefined
}
