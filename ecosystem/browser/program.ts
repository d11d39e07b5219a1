/** Ceremonies as programs, with the virtual authenticator against the emulator. */
import { Authenticator, Ceremony, Signals } from "@passlock-sdk/browser/effect"
import { VirtualAuthenticator } from "@passlock-sdk/browser/testing"
import { Passkeys, PasslockConfig, Registration } from "@passlock-sdk/effect"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"

export const layer: Layer.Layer<Authenticator> = Authenticator.layer

const program = Effect.gen(function* () {
  const rpId = "example.com"
  const { registrationToken } = yield* Registration.prepare({ rpId, userId: "user_01", username: "ada@example.com" })
  const { principal } = yield* Ceremony.register({ registrationToken })
  yield* Ceremony.authenticate({ rpId }, { onProgress: Effect.logDebug })
  const { credential } = yield* Passkeys.delete({ passkeyId: principal.authenticatorId })
  const { credentialId } = yield* Ceremony.authenticate({ rpId }).pipe(
    Effect.flip,
    Effect.filterOrFail((error) => error._tag === "OrphanedPasskey")
  )
  if (credentialId !== credential.id) return yield* Effect.dieMessage("expected the deleted credential")
  yield* Signals.unknownCredential({ credentialId, rpId })
  const device = yield* VirtualAuthenticator.VirtualAuthenticator
  return device.passkeys().length
})

const remaining = await program.pipe(
  Effect.provide(VirtualAuthenticator.layer({ origin: "https://example.com" })),
  Effect.provide(PasslockConfig.layer(PasslockEmulator.defaultTenancy)),
  Effect.provide(PasslockEmulator.layer()),
  Effect.runPromise
)
if (remaining !== 0) throw new Error("expected a device without passkeys")
console.log("the ceremonies ran")
