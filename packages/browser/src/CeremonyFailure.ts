/**
 * Why the browser or its authenticator could not complete a step of a ceremony.
 *
 * @since 0.1.0
 */
import type { Feature } from "./Capabilities.js"

/**
 * Why the browser or its authenticator could not complete a step, as plain data. Each failure becomes the error of the
 * same name.
 *
 * @since 0.1.0
 * @category models
 */
export type CeremonyFailure = {
  /** A message for developers. It contains no secrets. */
  readonly message: string
} & (
  | { readonly _tag: "PasskeysUnsupported" }
  | { readonly _tag: "Unsupported"; readonly feature: Feature }
  | { readonly _tag: "PasskeyAlreadyRegistered" }
  | { readonly _tag: "CeremonyCancelled"; readonly by: "user" | "ceremony" }
  | { readonly _tag: "CeremonyTimeout"; readonly milliseconds: number }
  | { readonly _tag: "AuthenticatorError"; readonly code: string }
)

/**
 * The failures with the given tags.
 *
 * @since 0.1.0
 * @category models
 */
export type CeremonyFailureOf<Tag extends CeremonyFailure["_tag"]> = Extract<CeremonyFailure, { readonly _tag: Tag }>
