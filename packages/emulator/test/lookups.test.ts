import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { makeAuthenticator, register } from "./support/authenticator.js"
import { send, withEmulator } from "./support/http.js"

const add = (userId: string) =>
  Effect.map(register(makeAuthenticator(), { userId }), ({ body }) => body.principal.authenticatorId as string)

describe("lookups", () => {
  it.effect("return the credentials of passkeys without an API key", () =>
    Effect.gen(function* () {
      const [one, two, other] = [yield* add("a"), yield* add("a"), yield* add("b")]
      const credentialOf = (id: string) => Effect.map(send("GET", `/passkeys/${id}`), ({ body }) => body.credential)
      const { id: credentialId, userId, rpId } = yield* credentialOf(one)
      const anonymous = { apiKey: null }
      const single = yield* send("GET", `/credential/${one}`, undefined, anonymous)
      expect([single.status, single.body]).toEqual([200, { credentialId, userId, rpId }])
      const both = yield* send("GET", `/credentials/${one},${two}`, undefined, anonymous)
      expect([both.status, both.body]).toEqual([
        200,
        { rpId, userId, allAcceptedCredentialIds: [credentialId, (yield* credentialOf(two)).id] }
      ])
      for (const ids of [`${one},${other}`, `${one},`, `,${one}`, `${one},..`]) {
        expect((yield* send("GET", `/credentials/${ids}`, undefined, anonymous)).status).toBe(400)
      }
      expect((yield* send("GET", `/credential/${one}`, undefined, { ...anonymous, tenancyId: "x" })).status).toBe(403)
    }).pipe(withEmulator())
  )

  it.effect("return NotFound when one of the IDs is unknown or deleted", () =>
    Effect.gen(function* () {
      const [one, two] = [yield* add("a"), yield* add("a")]
      yield* send("DELETE", `/passkeys/${two}`)
      for (const path of [
        "/credential/unknown",
        `/credential/${two}`,
        "/credentials/unknown",
        "/credentials/unknown,another",
        `/credentials/${one},unknown`,
        `/credentials/unknown,${one}`,
        `/credentials/${one},${two}`
      ]) {
        const { status, body } = yield* send("GET", path, undefined, { apiKey: null })
        expect([path, status, body._tag]).toEqual([path, 404, "@error/NotFound"])
      }
    }).pipe(withEmulator())
  )
})
