/** Programs against the emulator and the stub, from the packed packages. */
import assert from "node:assert/strict"
import * as Passlock from "@passlock-sdk/effect"
import { get } from "@passlock-sdk/effect/Passkeys"
import { StubHttpClient } from "@passlock-sdk/effect/testing"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import * as Effect from "effect/Effect"

const { isPasslockError, NotFound, Passkeys, PasslockConfig } = Passlock
const program = Passkeys.get({ passkeyId: "passkey_01" }).pipe(Effect.flip)

const emulated = await program.pipe(
  Effect.provide(PasslockEmulator.layer()),
  Effect.provide(PasslockConfig.layer(PasslockEmulator.defaultTenancy)),
  Effect.runPromise
)
const stubbed = await program.pipe(
  Effect.provide(StubHttpClient.layer([StubHttpClient.error(NotFound)])),
  Effect.provide(StubHttpClient.config),
  Effect.runPromise
)
for (const error of [emulated, stubbed]) {
  assert.equal(error._tag, "NotFound")
  assert.ok(error instanceof NotFound && isPasslockError(error))
}
assert.equal(get, Passkeys.get)
const closed: ReadonlyArray<string> = [
  "@passlock-sdk/effect/internal/program",
  "@passlock-sdk/effect/testing/StubHttpClient"
]
for (const path of closed) await assert.rejects(import(path), { code: "ERR_PACKAGE_PATH_NOT_EXPORTED" })
console.log(`the packed packages export ${Object.keys(Passlock).sort().join(" ")}`)
