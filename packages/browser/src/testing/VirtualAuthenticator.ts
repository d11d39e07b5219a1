/**
 * A virtual authenticator for tests: it has real keys, and the test decides what its user does.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import {
  AuthenticatorEmulator,
  encodeBase64Url,
  PasskeysCredentialsMemoryRepository,
  parseCreationOptionsFromJSON,
  parseRequestOptionsFromJSON,
  toAuthenticationResponseJSON,
  toRegistrationResponseJSON,
  WebAuthnEmulator
} from "nid-webauthn-emulator"
import type { CeremonyFailure, CeremonyFailureOf } from "../CeremonyFailure.js"
import { Authenticator } from "../effect/Authenticator.js"
import { authenticatorError, classify, timedOut } from "../internal/ceremonyFailure.js"
import { timeoutOf } from "../internal/device.js"
import type { AllAcceptedCredentials, CurrentUserDetails, Signal, UnknownCredential } from "../Signal.js"

/**
 * The options of a virtual authenticator.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** The page's origin, such as `https://example.com`. */
  readonly origin: string
  /** Whether the device verifies the user, as by a fingerprint. Default: `true`. */
  readonly userVerified?: boolean | undefined
}

/**
 * A passkey that is stored on the device.
 *
 * @since 0.1.0
 * @category models
 */
export interface StoredPasskey {
  /** The credential ID, base64url. */
  readonly credentialId: string
  /** The relying party ID: the domain that the passkey belongs to. */
  readonly rpId: string
  /** The WebAuthn user handle, base64url. */
  readonly userId: string
  /** The username that the device shows. */
  readonly name: string
  /** A friendlier name, for devices that show two. */
  readonly displayName: string
}

/**
 * A device whose user the test controls.
 *
 * @since 0.1.0
 * @category models
 */
export interface Device {
  /** The origin of the page. */
  readonly origin: string
  /** The `navigator.credentials` of the device. */
  readonly credentials: Pick<CredentialsContainer, "create" | "get">
  /** Applies a signal from a page. Throws `SecurityError` when the signal is for another domain than the page's. */
  readonly receive: (signal: Signal) => void
  /** The passkeys that are stored on the device. */
  readonly passkeys: () => ReadonlyArray<StoredPasskey>
  /**
   * Rejects the next request with a `DOMException` of this name. Default: `NotAllowedError`, as if the user cancelled.
   */
  readonly rejectNext: (name?: string) => void
  /** Leaves the next request pending until it is aborted, as if the user did not respond. */
  readonly ignoreNext: () => void
  /** Keeps requests pending, as autofill does until the user chooses a passkey. */
  readonly hold: () => void
  /** Completes the pending requests, and completes later ones at once. */
  readonly release: () => void
}

/**
 * The device under the control of a test, as a service.
 *
 * @since 0.1.0
 * @category services
 */
export class VirtualAuthenticator extends Context.Tag("@passlock-sdk/browser/VirtualAuthenticator")<
  VirtualAuthenticator,
  Device
>() {}

/**
 * Creates a virtual authenticator.
 *
 * @example
 * ```ts
 * import { Passlock } from "@passlock-sdk/browser"
 * import { VirtualAuthenticator } from "@passlock-sdk/browser/testing"
 * import { PasslockEmulator } from "@passlock-sdk/emulator"
 * import { Passlock as Server } from "@passlock-sdk/promise"
 *
 * const emulator = PasslockEmulator.make()
 * const device = VirtualAuthenticator.make({ origin: "https://example.com" })
 * const uninstall = VirtualAuthenticator.install(device)
 *
 * const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy
 * const server = new Server({ tenancyId, apiKey, fetch: emulator.fetch })
 * const passlock = new Passlock({ tenancyId, fetch: emulator.fetch })
 *
 * const request = await server.authentication.authorize({ rpId: "example.com", discoverable: true })
 * const outcome = await passlock.safe.authenticate(request)
 * console.log(outcome.success || outcome.error._tag) // CeremonyCancelled: the device has no passkey
 *
 * uninstall()
 * await emulator.dispose()
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = ({ origin, userVerified = true }: Options): Device => {
  // By default the library shares one repository between all authenticators.
  const repository = new PasskeysCredentialsMemoryRepository()
  const flags = { options: { up: true, uv: userVerified } }
  const device = new WebAuthnEmulator(
    new AuthenticatorEmulator({
      credentialsRepository: repository,
      verifications: { userPresent: true, userVerified },
      // Without these, the library sets the flag of a verified user in every response.
      userMakeCredentialInteraction: (user) => ({ user, ...flags }),
      userGetAssertionInteraction: (user) => ({ user, ...flags })
    })
  )

  let nextException: string | undefined
  let isIgnored = false
  let held: { readonly released: Promise<void>; readonly release: () => void } | undefined

  const awaitUser = async (signal: AbortSignal | undefined): Promise<void> => {
    signal?.throwIfAborted()
    if (isIgnored) {
      isIgnored = false
      return aborted(signal)
    }
    if (held !== undefined) await Promise.race([held.released, aborted(signal)])
    const name = nextException
    nextException = undefined
    if (name !== undefined) throw new DOMException("The user or the device rejected the request.", name)
  }

  const { hostname } = new URL(origin)

  const passkeys = (): ReadonlyArray<StoredPasskey> =>
    repository.loadCredentials().map(({ publicKeyCredentialSource: { id, rpId }, user }) => ({
      credentialId: encodeBase64Url(id),
      rpId: rpId.value,
      userId: encodeBase64Url(user.id),
      name: user.name,
      displayName: user.displayName
    }))

  return {
    origin,
    credentials: {
      create: async (options = {}) => {
        await awaitUser(options.signal)
        const excluded = (options.publicKey?.excludeCredentials ?? []).map(({ id }) => encodeBase64Url(id))
        if (passkeys().some(({ credentialId }) => excluded.includes(credentialId))) {
          throw new DOMException("The authenticator has one of the excluded passkeys.", "InvalidStateError")
        }
        return device.create(origin, options)
      },
      get: async (options = {}) => {
        await awaitUser(options.signal)
        return device.get(origin, options)
      }
    },
    receive: (signal) => {
      if (hostname !== signal.rpId && !hostname.endsWith(`.${signal.rpId}`)) {
        throw new DOMException("The relying party ID is not a suffix of the page's domain.", "SecurityError")
      }
      try {
        if (signal.signal === "unknownCredential") device.signalUnknownCredential(signal)
        else if (signal.signal === "currentUserDetails") device.signalCurrentUserDetails(signal)
        else
          device.signalAllAcceptedCredentials({
            ...signal,
            allAcceptedCredentialIds: [...signal.allAcceptedCredentialIds]
          })
      } catch {
        // A device does not reveal to a page which passkeys it has.
      }
    },
    passkeys,
    rejectNext: (name = "NotAllowedError") => {
      nextException = name
    },
    ignoreNext: () => {
      isIgnored = true
    },
    hold: () => {
      let release = (): void => {}
      const released = new Promise<void>((resolve) => {
        release = resolve
      })
      held ??= { released, release }
    },
    release: () => {
      held?.release()
      held = undefined
    }
  }
}

const aborted = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(new DOMException("The request was aborted.", "AbortError")))
  })

/**
 * Provides the device as the program's `Authenticator` and the test's `VirtualAuthenticator`.
 *
 * **Details**
 *
 * The time limit of the user follows the program's `Clock`.
 *
 * @example
 * ```ts
 * import { Ceremony } from "@passlock-sdk/browser/effect"
 * import { VirtualAuthenticator } from "@passlock-sdk/browser/testing"
 * import { PasslockConfig, Registration } from "@passlock-sdk/effect"
 * import { PasslockEmulator } from "@passlock-sdk/emulator"
 * import * as Effect from "effect/Effect"
 *
 * const program = Effect.gen(function* () {
 *   const { registrationToken } = yield* Registration.authorize({
 *     rpId: "example.com",
 *     userId: "user_01",
 *     username: "ada@example.com"
 *   })
 *   yield* Ceremony.register({ registrationToken })
 *   const device = yield* VirtualAuthenticator.VirtualAuthenticator
 *   console.log(device.passkeys().length) // 1
 * })
 *
 * await program.pipe(
 *   Effect.provide(VirtualAuthenticator.layer({ origin: "https://example.com" })),
 *   Effect.provide(PasslockConfig.layer(PasslockEmulator.defaultTenancy)),
 *   Effect.provide(PasslockEmulator.layer()),
 *   Effect.runPromise
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options): Layer.Layer<Authenticator | VirtualAuthenticator> =>
  Layer.effectContext(
    Effect.sync(() => {
      const device = make(options)
      return Context.make(VirtualAuthenticator, device).pipe(Context.add(Authenticator, authenticatorOf(device)))
    })
  )

const authenticatorOf = ({ credentials, receive }: Device): Authenticator.Service =>
  Authenticator.make({
    capabilities: Effect.succeed(allCapabilities),
    ready: Effect.void,
    supports: () => Effect.void,
    create: (options) =>
      request(
        async (signal) => {
          const publicKey = parseCreationOptionsFromJSON({ ...options, rp: { ...options.rp } })
          return toRegistrationResponseJSON((await credentials.create({ publicKey, signal })) as PublicKeyCredential)
        },
        { isCreation: true, timeout: timeoutOf(options) }
      ),
    get: (options, mediation) =>
      request(
        async (signal) => {
          const publicKey = parseRequestOptionsFromJSON({ ...options })
          return toAuthenticationResponseJSON((await credentials.get({ publicKey, signal })) as PublicKeyCredential)
        },
        { isCreation: false, timeout: mediation === "conditional" ? undefined : timeoutOf(options) }
      ),
    send: (signal) => Effect.try({ try: () => receive(signal), catch: authenticatorError })
  })

const allCapabilities = {
  passkeys: true,
  autofill: true,
  platformAuthenticator: true,
  signals: { unknownCredential: true, allAcceptedCredentials: true, currentUserDetails: true }
}

const request = <A, Tag extends CeremonyFailure["_tag"]>(
  run: (signal: AbortSignal) => Promise<A>,
  { isCreation, timeout }: { readonly isCreation: boolean; readonly timeout: number | undefined }
): Effect.Effect<A, CeremonyFailureOf<Tag>> => {
  const response = Effect.tryPromise({ try: run, catch: (error) => classify(error, isCreation) })
  const limited =
    timeout === undefined
      ? response
      : Effect.timeoutFail(response, { duration: timeout, onTimeout: (): CeremonyFailure => timedOut(timeout) })
  return limited as Effect.Effect<A, CeremonyFailureOf<Tag>>
}

/**
 * Installs the device as `navigator.credentials` and `PublicKeyCredential` of this process, to test a page without a
 * browser. Returns a function that restores the previous globals.
 *
 * @since 0.1.0
 * @category constructors
 */
export const install = (device: Device): (() => void) => {
  // The ceremony library requires a function.
  const PublicKeyCredential = Object.assign(() => {}, {
    isConditionalMediationAvailable: async () => true,
    isUserVerifyingPlatformAuthenticatorAvailable: async () => true,
    signalUnknownCredential: async (details: UnknownCredential) =>
      device.receive({ signal: "unknownCredential", ...details }),
    signalAllAcceptedCredentials: async (details: AllAcceptedCredentials) =>
      device.receive({ signal: "allAcceptedCredentials", ...details }),
    signalCurrentUserDetails: async (details: CurrentUserDetails) =>
      device.receive({ signal: "currentUserDetails", ...details })
  })
  const globals: Array<readonly [target: object, name: string, value: unknown]> = [
    [globalThis, "PublicKeyCredential", PublicKeyCredential],
    "navigator" in globalThis
      ? [globalThis.navigator, "credentials", device.credentials]
      : [globalThis, "navigator", { credentials: device.credentials }]
  ]
  // The ceremony library reads these. A test may have defined its own.
  const page = { location: { hostname: new URL(device.origin).hostname }, document: { querySelectorAll: () => [] } }
  for (const [name, value] of Object.entries(page)) if (!(name in globalThis)) globals.push([globalThis, name, value])
  const previous = globals.map(([target, name]) => Object.getOwnPropertyDescriptor(target, name))
  for (const [target, name, value] of globals) Object.defineProperty(target, name, { value, configurable: true })
  return () => {
    globals.forEach(([target, name], index) => {
      const descriptor = previous[index]
      if (descriptor === undefined) Reflect.deleteProperty(target, name)
      else Object.defineProperty(target, name, descriptor)
    })
  }
}
