/**
 * The JSON that the API and `navigator.credentials` exchange.
 *
 * **Details**
 *
 * The types are those of the WebAuthn specification, so values can go directly to a browser or a WebAuthn library. The
 * schemas check the fields that a ceremony needs and preserve all others.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { JsonNumber } from "./Numbers.js"

/**
 * @since 0.1.0
 * @category models
 */
export type UserVerification = "required" | "preferred" | "discouraged"

/**
 * Whether the authenticator must verify the user, by fingerprint, face or PIN.
 *
 * @since 0.1.0
 * @category schemas
 */
export const UserVerification: Schema.Schema<UserVerification> = Schema.Literal(
  "required",
  "preferred",
  "discouraged"
).annotations({ description: '"required", "preferred" or "discouraged"' })

/**
 * A reference to a credential.
 *
 * @since 0.1.0
 * @category models
 */
export interface CredentialDescriptorJSON {
  /** The credential ID, base64url. */
  readonly id: string
  readonly type: "public-key"
  readonly transports?: Array<"ble" | "hybrid" | "internal" | "nfc" | "usb" | "cable" | "smart-card">
}

/**
 * The options of `navigator.credentials.create`.
 *
 * @since 0.1.0
 * @category models
 */
export interface CreationOptionsJSON {
  readonly rp: { readonly id?: string; readonly name: string }
  /** `id` is the WebAuthn user handle, base64url. */
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string }
  /** base64url. */
  readonly challenge: string
  readonly pubKeyCredParams: Array<{ readonly alg: number; readonly type: "public-key" }>
  /** Milliseconds. */
  readonly timeout?: number
  readonly excludeCredentials?: Array<CredentialDescriptorJSON>
  readonly authenticatorSelection?: {
    readonly authenticatorAttachment?: "cross-platform" | "platform"
    readonly requireResidentKey?: boolean
    readonly residentKey?: "discouraged" | "preferred" | "required"
    readonly userVerification?: UserVerification
  }
  readonly attestation?: "direct" | "enterprise" | "indirect" | "none"
}

/**
 * The options of `navigator.credentials.get`.
 *
 * @since 0.1.0
 * @category models
 */
export interface RequestOptionsJSON {
  /** base64url. */
  readonly challenge: string
  /** Milliseconds. */
  readonly timeout?: number
  readonly rpId?: string
  readonly allowCredentials?: Array<CredentialDescriptorJSON>
  readonly userVerification?: UserVerification
}

/**
 * An authenticator's response to a registration: `PublicKeyCredential.toJSON()` after `navigator.credentials.create`.
 *
 * @since 0.1.0
 * @category models
 */
export interface RegistrationResponseJSON {
  /** The credential ID, base64url. */
  readonly id: string
  /** The credential ID, base64url. */
  readonly rawId: string
  readonly type: string
  readonly response: {
    /** base64url. */
    readonly clientDataJSON: string
    /** base64url. */
    readonly attestationObject: string
    readonly transports?: ReadonlyArray<string> | undefined
  }
  readonly authenticatorAttachment?: string | null | undefined
  readonly clientExtensionResults: object
}

/**
 * An authenticator's response to an authentication: `PublicKeyCredential.toJSON()` after `navigator.credentials.get`.
 *
 * @since 0.1.0
 * @category models
 */
export interface AuthenticationResponseJSON {
  /** The credential ID, base64url. */
  readonly id: string
  /** The credential ID, base64url. */
  readonly rawId: string
  readonly type: string
  readonly response: {
    /** base64url. */
    readonly clientDataJSON: string
    /** base64url. */
    readonly authenticatorData: string
    /** base64url. */
    readonly signature: string
    /** The WebAuthn user handle, base64url. */
    readonly userHandle?: string | null | undefined
  }
  readonly authenticatorAttachment?: string | null | undefined
  readonly clientExtensionResults: object
}

/** Checks fields of `A` and preserves all others. */
const checking =
  <A>() =>
  <Fields extends Schema.Struct.Fields>(fields: Fields): Schema.Schema<A> =>
    Schema.Struct(fields).annotations({
      parseOptions: { onExcessProperty: "preserve" }
    }) as unknown as Schema.Schema<A>

/** Browsers ignore values of these strings that they do not know, so any string is accepted. */
const credentials = Schema.optional(
  Schema.Array(
    Schema.Struct({ id: Schema.String, type: Schema.String, transports: Schema.optional(Schema.Array(Schema.String)) })
  )
)

/**
 * @since 0.1.0
 * @category schemas
 */
export const CreationOptionsJSON: Schema.Schema<CreationOptionsJSON> = checking<CreationOptionsJSON>()({
  rp: Schema.Struct({ id: Schema.optional(Schema.String), name: Schema.String }),
  user: Schema.Struct({ id: Schema.String, name: Schema.String, displayName: Schema.String }),
  challenge: Schema.String,
  pubKeyCredParams: Schema.Array(Schema.Struct({ alg: JsonNumber, type: Schema.String })),
  timeout: Schema.optional(JsonNumber),
  excludeCredentials: credentials,
  authenticatorSelection: Schema.optional(
    Schema.Struct({
      authenticatorAttachment: Schema.optional(Schema.String),
      requireResidentKey: Schema.optional(Schema.Boolean),
      residentKey: Schema.optional(Schema.String),
      userVerification: Schema.optional(Schema.String)
    })
  ),
  attestation: Schema.optional(Schema.String)
})

/**
 * @since 0.1.0
 * @category schemas
 */
export const RequestOptionsJSON: Schema.Schema<RequestOptionsJSON> = checking<RequestOptionsJSON>()({
  challenge: Schema.String,
  timeout: Schema.optional(JsonNumber),
  rpId: Schema.optional(Schema.String),
  allowCredentials: credentials,
  userVerification: Schema.optional(Schema.String)
})

/**
 * @since 0.1.0
 * @category schemas
 */
export const RegistrationResponseJSON: Schema.Schema<RegistrationResponseJSON> = checking<RegistrationResponseJSON>()({
  id: Schema.String,
  rawId: Schema.String,
  type: Schema.String,
  response: Schema.Struct({ clientDataJSON: Schema.String, attestationObject: Schema.String })
})

/**
 * @since 0.1.0
 * @category schemas
 */
export const AuthenticationResponseJSON: Schema.Schema<AuthenticationResponseJSON> =
  checking<AuthenticationResponseJSON>()({
    id: Schema.String,
    rawId: Schema.String,
    type: Schema.String,
    response: Schema.Struct({
      clientDataJSON: Schema.String,
      authenticatorData: Schema.String,
      signature: Schema.String
    })
  })
