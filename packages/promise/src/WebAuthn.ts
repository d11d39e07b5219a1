/**
 * The JSON that the API and `navigator.credentials` exchange.
 *
 * **Details**
 *
 * The types are those of the WebAuthn specification, so values can go directly to a browser or a WebAuthn library.
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
