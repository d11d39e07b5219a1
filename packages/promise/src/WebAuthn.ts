/**
 * The WebAuthn JSON exchanged between the API and `navigator.credentials`.
 *
 * **Details**
 *
 * The types match the WebAuthn specification, so browser and library functions accept the values as they are.
 *
 * @since 0.1.0
 */

/**
 * Whether the authenticator must verify the user, by fingerprint, face or PIN.
 *
 * @since 0.1.0
 * @category models
 */
export type UserVerification = "required" | "preferred" | "discouraged"

/**
 * Identifies a credential to the browser.
 *
 * @since 0.1.0
 * @category models
 */
export interface CredentialDescriptorJSON {
  /** The credential id, in base64url. */
  readonly id: string
  readonly type: "public-key"
  readonly transports?: Array<"ble" | "hybrid" | "internal" | "nfc" | "usb" | "cable" | "smart-card">
}

/**
 * Options for `navigator.credentials.create`.
 *
 * @since 0.1.0
 * @category models
 */
export interface CreationOptionsJSON {
  readonly rp: { readonly id?: string; readonly name: string }
  /** `id` is the WebAuthn user handle, in base64url. */
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string }
  /** In base64url. */
  readonly challenge: string
  readonly pubKeyCredParams: Array<{ readonly alg: number; readonly type: "public-key" }>
  /** In milliseconds. */
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
 * Options for `navigator.credentials.get`.
 *
 * @since 0.1.0
 * @category models
 */
export interface RequestOptionsJSON {
  /** In base64url. */
  readonly challenge: string
  /** In milliseconds. */
  readonly timeout?: number
  readonly rpId?: string
  readonly allowCredentials?: Array<CredentialDescriptorJSON>
  readonly userVerification?: UserVerification
}

/**
 * The authenticator's response to a registration: `toJSON()` of the credential from `navigator.credentials.create`.
 *
 * @since 0.1.0
 * @category models
 */
export interface RegistrationResponseJSON {
  /** The credential id, in base64url. */
  readonly id: string
  /** The credential id, in base64url. */
  readonly rawId: string
  readonly type: string
  readonly response: {
    /** In base64url. */
    readonly clientDataJSON: string
    /** In base64url. */
    readonly attestationObject: string
    readonly transports?: ReadonlyArray<string> | undefined
  }
  readonly authenticatorAttachment?: string | null | undefined
  readonly clientExtensionResults: object
}

/**
 * The authenticator's response to an authentication: `toJSON()` of the credential from `navigator.credentials.get`.
 *
 * @since 0.1.0
 * @category models
 */
export interface AuthenticationResponseJSON {
  /** The credential id, in base64url. */
  readonly id: string
  /** The credential id, in base64url. */
  readonly rawId: string
  readonly type: string
  readonly response: {
    /** In base64url. */
    readonly clientDataJSON: string
    /** In base64url. */
    readonly authenticatorData: string
    /** In base64url. */
    readonly signature: string
    /** The WebAuthn user handle, in base64url. */
    readonly userHandle?: string | null | undefined
  }
  readonly authenticatorAttachment?: string | null | undefined
  readonly clientExtensionResults: object
}
