/**
 * An authenticator in software, with keys of its own and a user who does what the test says.
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
import { Authenticator } from "../effect/Authenticator.js"
import { timeoutOf } from "../internal/device.js"
import { refusalOf, timedOut } from "../internal/refusal.js"
import type { Refusal, RefusalOf } from "../Refusal.js"
import type { AllAcceptedCredentials, CurrentUserDetails, Signal, UnknownCredential } from "../Signal.js"

/**
 * Where a software authenticator is, and whose.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** The page's origin, such as `https://example.com`. */
  readonly origin: string
  /** Whether it checks that it is the user, as by a fingerprint. Default true. */
  readonly userVerified?: boolean | undefined
}

/**
 * A passkey that the device keeps.
 *
 * @since 0.1.0
 * @category models
 */
export interface KeptPasskey {
  /** The credential id, base64url. */
  readonly credentialId: string
  readonly rpId: string
  /** The WebAuthn user handle, base64url. */
  readonly userId: string
  /** What the device shows. */
  readonly name: string
  /** What the device shows, where it shows two names. */
  readonly displayName: string
}

/**
 * A device, and what its user does.
 *
 * @since 0.1.0
 * @category models
 */
export interface Device {
  /** Where it is. */
  readonly origin: string
  /** What stands at `navigator.credentials` in a browser. */
  readonly credentials: Pick<CredentialsContainer, "create" | "get">
  /** What a page signals to it. */
  readonly receive: (signal: Signal) => void
  /** What it keeps. */
  readonly passkeys: () => ReadonlyArray<KeptPasskey>
  /** Refuses the next question with a `DOMException` of this name. Default `NotAllowedError`: the user cancels. */
  readonly refuseNext: (name?: string) => void
  /** Leaves the next question alone until it ends: the user has seen it and does nothing. */
  readonly ignoreNext: () => void
  /** Lets questions wait, as autofill does until the user comes to it. */
  readonly hold: () => void
  /** Answers the questions that wait, and those that follow. */
  readonly release: () => void
}

/**
 * The device of a program, for its test.
 *
 * @since 0.1.0
 * @category services
 */
export class SoftwareAuthenticator extends Context.Tag("@passlock-sdk/browser/SoftwareAuthenticator")<
  SoftwareAuthenticator,
  Device
>() {}

/**
 * A software authenticator.
 *
 * @example
 * ```ts
 * import { Passlock } from "@passlock-sdk/browser"
 * import { SoftwareAuthenticator } from "@passlock-sdk/browser/testing"
 * import { PasslockEmulator } from "@passlock-sdk/emulator"
 *
 * const emulator = PasslockEmulator.make()
 * const device = SoftwareAuthenticator.make({ origin: "https://example.com" })
 * const uninstall = SoftwareAuthenticator.install(device)
 *
 * const { tenancyId } = PasslockEmulator.defaultTenancy
 * const passlock = new Passlock({ tenancyId, fetch: emulator.fetch })
 * const outcome = await passlock.safe.authenticate({ rpId: "example.com" })
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
  // A memory of its own; by default the library would share one.
  const memory = new PasskeysCredentialsMemoryRepository()
  const verifications = { userPresent: true, userVerified }
  const device = new WebAuthnEmulator(new AuthenticatorEmulator({ credentialsRepository: memory, verifications }))

  let nextRefusal: string | undefined
  let isIgnored = false
  let held: { readonly released: Promise<void>; readonly release: () => void } | undefined

  const user = async (signal: AbortSignal | undefined): Promise<void> => {
    signal?.throwIfAborted()
    if (isIgnored) {
      isIgnored = false
      return aborted(signal)
    }
    if (held !== undefined) await Promise.race([held.released, aborted(signal)])
    const name = nextRefusal
    nextRefusal = undefined
    if (name !== undefined) throw new DOMException("The user, or the device, refused.", name)
  }

  const passkeys = (): ReadonlyArray<KeptPasskey> =>
    memory.loadCredentials().map(({ publicKeyCredentialSource: { id, rpId }, user }) => ({
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
        await user(options.signal)
        const excluded = (options.publicKey?.excludeCredentials ?? []).map(({ id }) => encodeBase64Url(id))
        if (passkeys().some(({ credentialId }) => excluded.includes(credentialId))) {
          throw new DOMException("The authenticator holds one of the excluded passkeys.", "InvalidStateError")
        }
        return device.create(origin, options)
      },
      get: async (options = {}) => {
        await user(options.signal)
        return device.get(origin, options)
      }
    },
    receive: (signal) => {
      try {
        if (signal.signal === "unknownCredential") device.signalUnknownCredential(signal)
        else if (signal.signal === "currentUserDetails") device.signalCurrentUserDetails(signal)
        else
          device.signalAllAcceptedCredentials({
            ...signal,
            allAcceptedCredentialIds: [...signal.allAcceptedCredentialIds]
          })
      } catch {
        // A device does not tell a page which passkeys it has.
      }
    },
    passkeys,
    refuseNext: (name = "NotAllowedError") => {
      nextRefusal = name
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
 * The device as the `Authenticator` of an Effect program, and as the `SoftwareAuthenticator` of its test.
 *
 * **Details**
 *
 * How long the user may take is measured by the program's `Clock`.
 *
 * @example
 * ```ts
 * import { Ceremony } from "@passlock-sdk/browser/effect"
 * import { SoftwareAuthenticator } from "@passlock-sdk/browser/testing"
 * import { PasslockConfig, Registration } from "@passlock-sdk/effect"
 * import { PasslockEmulator } from "@passlock-sdk/emulator"
 * import * as Effect from "effect/Effect"
 *
 * const program = Effect.gen(function* () {
 *   const { registrationToken } = yield* Registration.prepare({
 *     rpId: "example.com",
 *     userId: "user_01",
 *     username: "ada@example.com"
 *   })
 *   yield* Ceremony.register({ registrationToken })
 *   const device = yield* SoftwareAuthenticator.SoftwareAuthenticator
 *   console.log(device.passkeys().length) // 1
 * })
 *
 * await program.pipe(
 *   Effect.provide(SoftwareAuthenticator.layer({ origin: "https://example.com" })),
 *   Effect.provide(PasslockConfig.layer(PasslockEmulator.defaultTenancy)),
 *   Effect.provide(PasslockEmulator.layer()),
 *   Effect.runPromise
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options): Layer.Layer<Authenticator | SoftwareAuthenticator> =>
  Layer.effectContext(
    Effect.sync(() => {
      const device = make(options)
      return Context.make(SoftwareAuthenticator, device).pipe(Context.add(Authenticator, authenticatorOf(device)))
    })
  )

const authenticatorOf = ({ credentials, receive }: Device): Authenticator.Service =>
  Authenticator.make({
    capabilities: Effect.succeed(everything),
    ready: Effect.void,
    supports: () => Effect.void,
    create: (options) =>
      asked(
        async (signal) => {
          const publicKey = parseCreationOptionsFromJSON({ ...options, rp: { ...options.rp } })
          return toRegistrationResponseJSON((await credentials.create({ publicKey, signal })) as PublicKeyCredential)
        },
        { isCreation: true, timeout: timeoutOf(options) }
      ),
    get: (options, mediation) =>
      asked(
        async (signal) => {
          const publicKey = parseRequestOptionsFromJSON({ ...options })
          return toAuthenticationResponseJSON((await credentials.get({ publicKey, signal })) as PublicKeyCredential)
        },
        { isCreation: false, timeout: mediation === "conditional" ? undefined : timeoutOf(options) }
      ),
    send: (signal) => Effect.sync(() => receive(signal))
  })

const everything = {
  passkeys: true,
  autofill: true,
  platformAuthenticator: true,
  signals: { unknownCredential: true, allAcceptedCredentials: true, currentUserDetails: true }
}

const asked = <A, Tag extends Refusal["_tag"]>(
  question: (signal: AbortSignal) => Promise<A>,
  { isCreation, timeout }: { readonly isCreation: boolean; readonly timeout: number | undefined }
): Effect.Effect<A, RefusalOf<Tag>> => {
  const answer = Effect.tryPromise({ try: question, catch: (error) => refusalOf(error, isCreation) })
  const inTime =
    timeout === undefined
      ? answer
      : Effect.timeoutFail(answer, { duration: timeout, onTimeout: (): Refusal => timedOut(timeout) })
  return inTime as Effect.Effect<A, RefusalOf<Tag>>
}

/**
 * Puts the device into the place of this process's browser, for tests of pages without one: `navigator.credentials` and
 * `PublicKeyCredential`. Gives a function that takes it away again.
 *
 * @since 0.1.0
 * @category constructors
 */
export const install = (device: Device): (() => void) => {
  // A library takes only a function for it.
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
  const places: Array<readonly [place: object, name: string, value: unknown]> = [
    [globalThis, "PublicKeyCredential", PublicKeyCredential],
    "navigator" in globalThis
      ? [globalThis.navigator, "credentials", device.credentials]
      : [globalThis, "navigator", { credentials: device.credentials }]
  ]
  // What a library looks for in a page; a test may have brought its own.
  const page = { location: { hostname: new URL(device.origin).hostname }, document: { querySelectorAll: () => [] } }
  for (const [name, value] of Object.entries(page)) if (!(name in globalThis)) places.push([globalThis, name, value])
  const before = places.map(([place, name]) => Object.getOwnPropertyDescriptor(place, name))
  for (const [place, name, value] of places) Object.defineProperty(place, name, { value, configurable: true })
  return () => {
    places.forEach(([place, name], index) => {
      const descriptor = before[index]
      if (descriptor === undefined) Reflect.deleteProperty(place, name)
      else Object.defineProperty(place, name, descriptor)
    })
  }
}
