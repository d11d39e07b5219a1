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
  /** The credential type. */
  readonly type: "public-key"
  /** How the authenticator can be reached. More values may be added. */
  readonly transports?: Array<"ble" | "hybrid" | "internal" | "nfc" | "usb" | "cable" | "smart-card">
}

/**
 * The options of `navigator.credentials.create`.
 *
 * @since 0.1.0
 * @category models
 */
export interface CreationOptionsJSON {
  /** The relying party. */
  readonly rp: {
    /** Its domain. */
    readonly id?: string
    /** Its name. */
    readonly name: string
  }
  /** The user that the authenticator stores. */
  readonly user: {
    /** The WebAuthn user handle, base64url. Not the user's ID in your application. */
    readonly id: string
    /** The name that the device shows for the passkey. */
    readonly name: string
    /** A friendlier name, for devices that show two. */
    readonly displayName: string
  }
  /** The challenge that the authenticator signs, base64url. */
  readonly challenge: string
  /** The accepted algorithms, in order of preference. */
  readonly pubKeyCredParams: Array<{
    /** The COSE identifier of an algorithm. */
    readonly alg: number
    /** The credential type. */
    readonly type: "public-key"
  }>
  /** How long the browser waits for the user, in milliseconds. */
  readonly timeout?: number
  /** A device that holds one of them does not create another. */
  readonly excludeCredentials?: Array<CredentialDescriptorJSON>
  /** The requirements for the authenticator. */
  readonly authenticatorSelection?: {
    /** Whether the authenticator must be part of the device. */
    readonly authenticatorAttachment?: "cross-platform" | "platform"
    /** Whether the passkey must be discoverable. */
    readonly requireResidentKey?: boolean
    /** Whether the passkey should be discoverable. */
    readonly residentKey?: "discouraged" | "preferred" | "required"
    /** Whether the authenticator must verify the user. */
    readonly userVerification?: UserVerification
  }
  /** Whether the authenticator should attest its model. */
  readonly attestation?: "direct" | "enterprise" | "indirect" | "none"
}

/**
 * The options of `navigator.credentials.get`.
 *
 * @since 0.1.0
 * @category models
 */
export interface RequestOptionsJSON {
  /** The challenge that the authenticator signs, base64url. */
  readonly challenge: string
  /** How long the browser waits for the user, in milliseconds. */
  readonly timeout?: number
  /** The relying party ID: the domain that the passkeys belong to. */
  readonly rpId?: string
  /** The allowed credentials. Without them, the user chooses one. */
  readonly allowCredentials?: Array<CredentialDescriptorJSON>
  /** Whether the authenticator must verify the user. */
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
  /** The credential type: `public-key`. */
  readonly type: "public-key" | (string & {})
  /** The response of the authenticator. */
  readonly response: {
    /** The client data: the challenge and the origin of the page, base64url. */
    readonly clientDataJSON: string
    /** The attestation object with the new credential, base64url. */
    readonly attestationObject: string
    /** How the authenticator can be reached. */
    readonly transports?: ReadonlyArray<string> | undefined
  }
  /** Whether the authenticator is part of the device. */
  readonly authenticatorAttachment?: "cross-platform" | "platform" | (string & {}) | null | undefined
  /** The results of WebAuthn extensions. */
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
  /** The credential type: `public-key`. */
  readonly type: "public-key" | (string & {})
  /** The response of the authenticator. */
  readonly response: {
    /** The client data: the challenge and the origin of the page, base64url. */
    readonly clientDataJSON: string
    /** The authenticator data, base64url. */
    readonly authenticatorData: string
    /** The signature, base64url. */
    readonly signature: string
    /** The WebAuthn user handle, base64url. */
    readonly userHandle?: string | null | undefined
  }
  /** Whether the authenticator is part of the device. */
  readonly authenticatorAttachment?: "cross-platform" | "platform" | (string & {}) | null | undefined
  /** The results of WebAuthn extensions. */
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
