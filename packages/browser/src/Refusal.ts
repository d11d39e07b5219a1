/**
 * Why a device did not do what it was asked.
 *
 * @since 0.1.0
 */
import type { Feature } from "./Capabilities.js"

/**
 * Why a device did not do what it was asked, as data. Each becomes the error of the same name.
 *
 * @since 0.1.0
 * @category models
 */
export type Refusal = {
  /** A sentence for the developer. */
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
 * The refusals with these tags.
 *
 * @since 0.1.0
 * @category models
 */
export type RefusalOf<Tag extends Refusal["_tag"]> = Extract<Refusal, { readonly _tag: Tag }>
