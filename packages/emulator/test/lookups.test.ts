import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { makeAuthenticator, register } from "./support/authenticator.js"
import { send, withEmulator } from "./support/http.js"

const add = (userId: string) =>
  Effect.map(register(makeAuthenticator(), { userId }), ({ body }) => body.principal.authenticatorId as string)

const notFound = { status: 404, body: { _tag: "@error/NotFound" } }

describe("lookups", () => {
  it.effect("return the credentials of passkeys without an API key", () =>
    Effect.gen(function* () {
      const [one, two, other] = [yield* add("a"), yield* add("a"), yield* add("b")]
      const credentialOf = (id: string) => Effect.map(send("GET", `/passkeys/${id}`), ({ body }) => body.credential)
      const { id: credentialId, userId, rpId } = yield* credentialOf(one)
      const anonymous = { apiKey: null }
      const single = yield* send("GET", `/credential/${one}`, undefined, anonymous)
      expect([single.status, single.body]).toEqual([200, { credentialId, userId, rpId }])
      const both = yield* send("GET", `/credentials/${one},${two},deleted`, undefined, anonymous)
      expect([both.status, both.body]).toEqual([
        200,
        { rpId, userId, allAcceptedCredentialIds: [credentialId, (yield* credentialOf(two)).id] }
      ])
      expect(yield* send("GET", "/credential/unknown", undefined, anonymous)).toMatchObject(notFound)
      expect(yield* send("GET", "/credentials/unknown,another", undefined, anonymous)).toMatchObject(notFound)
      for (const ids of [`${one},${other}`, `${one},`, `,${one}`, `${one},..`]) {
        expect((yield* send("GET", `/credentials/${ids}`, undefined, anonymous)).status).toBe(400)
      }
      expect((yield* send("GET", `/credential/${one}`, undefined, { ...anonymous, tenancyId: "x" })).status).toBe(403)
    }).pipe(withEmulator())
  )
})
