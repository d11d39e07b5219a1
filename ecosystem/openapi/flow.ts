/** The whole flow, as an application and its page run it with clients that are generated from the document. */
import assert from "node:assert/strict"
import { AuthenticatorEmulator, PasskeysCredentialsMemoryRepository, WebAuthnEmulator } from "nid-webauthn-emulator"
import type { Client } from "openapi-fetch"
import type { components, paths } from "./api.js"
import { call, failsWith, valueOf } from "./client.js"
import { exampleOf, type JsonObject, operations } from "./document.js"

export interface Environment {
  readonly emulator: string
  readonly tenancyId: string
  /** A client with the API key. */
  readonly server: Client<paths>
  /** A client without it. */
  readonly page: Client<paths>
}

type Schemas = components["schemas"]

const rpId = "example.com"
const origin = `https://${rpId}`

/** A user's ID that a URL must encode. */
const userId = "user/1 ü"
const control = async (emulator: string, path: string, body: JsonObject) => {
  const headers = { "content-type": "application/json" }
  const response = await fetch(`${emulator}/_emulator/${path}`, { method: "POST", headers, body: JSON.stringify(body) })
  assert.ok(response.ok)
}

const pairOf = ({ challengeId, secret }: { readonly challengeId: string; readonly secret: string }) => ({
  challengeId,
  secret
})

/** A device of its own: by default, all share their passkeys. */
const makeDevice = () =>
  new WebAuthnEmulator(new AuthenticatorEmulator({ credentialsRepository: new PasskeysCredentialsMemoryRepository() }))

/** Runs the flow. Returns the exchanges of tokens that succeeded. */
export const run = async ({ emulator, page, server, tenancyId }: Environment): Promise<ReadonlyArray<string>> => {
  const params = { path: { tenancyId } }

  const challenges = async () => {
    const email = "ada@example.com"
    const create = (body: Schemas["CreateChallenge"]) => server.POST("/v2/{tenancyId}/challenges", { params, body })
    const verify = (body: Schemas["VerifyChallenge"]) =>
      server.POST("/v2/{tenancyId}/challenges/verify", { params, body })
    const wrong = (code: string) => (code === "000000" ? "111111" : "000000")

    const metadata = { plan: "free", tags: ["a", null, { deep: 1.5 }] }
    const first = { email, purpose: "signup", userId, metadata, name: "Ada", sendEmail: false }
    const { challenge } = valueOf(await create(first))
    const { challengeId, code, secret } = challenge
    const path = { tenancyId, challengeId }
    const read = valueOf(await server.GET("/v2/{tenancyId}/challenges/{challengeId}", { params: { path } }))
    assert.deepEqual(read.metadata, metadata)
    failsWith(await verify({ challengeId, secret, code: wrong(code) }), "@error/InvalidChallengeCode", 400)
    assert.equal(valueOf(await verify({ challengeId, secret, code })).challenge.email, email)
    failsWith(await verify({ challengeId, secret, code }), "@error/InvalidChallenge", 400)
    failsWith(
      await server.GET("/v2/{tenancyId}/challenges/{challengeId}", { params: { path } }),
      "@error/NotFound",
      404
    )
    failsWith(
      await server.DELETE("/v2/{tenancyId}/challenges/{challengeId}", { params: { path } }),
      "@error/NotFound",
      404
    )

    const second = valueOf(await create({ email, purpose: "signup" })).challenge
    for (let attempt = 0; attempt < 5; attempt++) await verify({ ...pairOf(second), code: wrong(second.code) })
    failsWith(await verify({ ...pairOf(second), code: second.code }), "@error/ChallengeAttemptsExceeded", 400)
    const deleted = { params: { path: { tenancyId, challengeId: second.challengeId } } }
    valueOf(await server.DELETE("/v2/{tenancyId}/challenges/{challengeId}", deleted))

    const late = valueOf(await create({ email, purpose: "late" })).challenge
    await control(emulator, "clock", { advance: 600_000 })
    failsWith(await verify({ ...pairOf(late), code: late.code }), "@error/ChallengeExpired", 400)

    for (let count = 0; count < 5; count++) valueOf(await create({ email, purpose: "login", invalidateOthers: true }))
    const limited = await create({ email, purpose: "login" })
    failsWith(limited, "@error/ChallengeRateLimited", 429)
    assert.match(limited.response.headers.get("retry-after") ?? "", /^\d+$/)
    valueOf(await create({ email, purpose: "login", skipRateLimit: true }))
  }

  /** Registers a passkey on a new device. */
  const register = async (registrationToken: string) => {
    const device = makeDevice()
    const options = await page.POST("/v2/{tenancyId}/passkey/registration/options", {
      params,
      body: { registrationToken }
    })
    const { optionsJSON, sessionToken } = valueOf(options)
    const response = device.createJSON(origin, optionsJSON as never) as Schemas["RegistrationResponseJSON"]
    const body = { sessionToken, response }
    const { code, principal } = valueOf(
      await page.POST("/v2/{tenancyId}/passkey/registration/verification", { params, body })
    )
    return { code, device, passkeyId: principal.authenticatorId }
  }

  const authorized = async (owner: string) => {
    const body = { rpId, userId: owner, username: "ada", rpName: "Example" }
    const result = await server.POST("/v2/{tenancyId}/passkey/registration/authorize", { params, body })
    return register(valueOf(result).registrationToken)
  }

  const exchange = (code: string) =>
    server.GET("/v2/{tenancyId}/principal/{code}", { params: { path: { tenancyId, code } } })

  const registrations = async () => {
    const body = {
      rpId,
      userId,
      username: "ada",
      displayName: "Ada",
      userVerification: "required",
      timeout: 60_000
    } as const
    const prepared = await server.POST("/v2/{tenancyId}/passkey/registration/prepare", { params, body })
    const { registrationToken } = valueOf(prepared)
    const { code, device, passkeyId } = await register(registrationToken)
    assert.equal(valueOf(await exchange(code)).userId, userId)
    failsWith(await exchange(code), "@error/InvalidCode", 404)
    failsWith(
      await page.POST("/v2/{tenancyId}/passkey/registration/options", { params, body: { registrationToken } }),
      "@error/BadRequest",
      400
    )
    return { device, passkeyId }
  }

  type Begin = Schemas["BeginAuthentication"]

  const begin = async (body: Begin) =>
    valueOf(await page.POST("/v2/{tenancyId}/passkey/authentication/options", { params, body }))

  const answer = (device: WebAuthnEmulator, { optionsJSON, sessionToken }: Awaited<ReturnType<typeof begin>>) => {
    const response = device.getJSON(origin, optionsJSON as never) as Schemas["AuthenticationResponseJSON"]
    const body = { sessionToken, response }
    return page.POST("/v2/{tenancyId}/passkey/authentication/verification", { params, body })
  }

  const authentications = async (device: WebAuthnEmulator, passkeyId: string) => {
    const request = { rpId, userId, allowCredentials: [passkeyId] }
    const prepared = await server.POST("/v2/{tenancyId}/passkey/authentication/prepare", { params, body: request })
    const options = await begin({ authenticationToken: valueOf(prepared).authenticationToken })
    assert.equal(options.mediation, "required")
    const { code, principal } = valueOf(await answer(device, options))
    assert.equal(principal.authenticatorId, passkeyId)
    assert.equal(valueOf(await exchange(code)).authenticatorId, passkeyId)

    const conditional = { rpId, discoverable: true, mediation: "conditional" } as const
    const result = await server.POST("/v2/{tenancyId}/passkey/authentication/authorize", { params, body: conditional })
    const discoverable = await begin({ authenticationToken: valueOf(result).authenticationToken })
    assert.equal(discoverable.mediation, "conditional")
    valueOf(await answer(device, discoverable))

    // Only Passlock 2.6 documents that a page starts it.
    valueOf(await answer(device, await begin({ rpId, allowCredentials: [passkeyId] })))
  }

  const vault = async (device: WebAuthnEmulator, passkeyId: string) => {
    const { passkeyId: other } = await authorized(userId)
    await authorized("user-2")
    const one = { params: { path: { tenancyId, passkeyId } } }
    const all = { params: { path: { tenancyId, userId } } }
    const first = valueOf(await server.GET("/v2/{tenancyId}/passkeys/", { params }))
    const { cursor } = first
    assert.ok(cursor !== null && first.records.length === 2)
    const last = await server.GET("/v2/{tenancyId}/passkeys/", { params: { ...params, query: { cursor } } })
    assert.equal(valueOf(last).cursor, null)
    assert.equal(valueOf(await server.GET("/v2/{tenancyId}/passkeys/{passkeyId}", one)).userId, userId)

    const body = { username: "ada@example.com" }
    const renamed = await server.PATCH("/v2/{tenancyId}/passkeys/{passkeyId}", { ...one, body })
    assert.equal(valueOf(renamed).credential.username, body.username)
    const both = await server.PATCH("/v2/{tenancyId}/users/{userId}/passkeys/", { ...all, body })
    assert.equal(valueOf(both).updated.length, 2)

    valueOf(await page.GET("/v2/.well-known/jwks.json"))
    const { credentialId } = valueOf(await page.GET("/v2/{tenancyId}/credential/{passkeyId}", one))
    const several = { params: { path: { tenancyId, passkeyIds: `${passkeyId},${other}` } } }
    const { allAcceptedCredentialIds } = valueOf(await page.GET("/v2/{tenancyId}/credentials/{passkeyIds}", several))
    assert.ok(allAcceptedCredentialIds.includes(credentialId) && allAcceptedCredentialIds.length === 2)

    const options = await begin({ rpId, allowCredentials: [passkeyId] })
    valueOf(await server.DELETE("/v2/{tenancyId}/passkeys/{passkeyId}", one))
    failsWith(await answer(device, options), "@error/PasskeyNotFound", 400)
    failsWith(await server.DELETE("/v2/{tenancyId}/passkeys/{passkeyId}", one), "@error/NotFound", 404)
    failsWith(await server.GET("/v2/{tenancyId}/passkeys/{passkeyId}", one), "@error/NotFound", 404)
    failsWith(await server.PATCH("/v2/{tenancyId}/passkeys/{passkeyId}", { ...one, body }), "@error/NotFound", 404)
    failsWith(await page.GET("/v2/{tenancyId}/credential/{passkeyId}", one), "@error/NotFound", 404)
    const unknown = { params: { path: { tenancyId, passkeyIds: passkeyId } } }
    failsWith(await page.GET("/v2/{tenancyId}/credentials/{passkeyIds}", unknown), "@error/NotFound", 404)

    const removed = await server.DELETE("/v2/{tenancyId}/users/{userId}/passkeys/", { ...all, body: { userId } })
    assert.equal(valueOf(removed).deleted.length, 1)
    failsWith(await server.DELETE("/v2/{tenancyId}/users/{userId}/passkeys/", all), "@error/NotFound", 404)
    failsWith(await server.PATCH("/v2/{tenancyId}/users/{userId}/passkeys/", { ...all, body }), "@error/NotFound", 404)
  }

  const updateAndDeletion = async () => {
    const { passkeyId } = await authorized(userId)
    const update = { userId, username: "ada", displayName: "Ada Lovelace" }
    const { updatePasskeysToken } = valueOf(
      await server.POST("/v2/{tenancyId}/passkeys/update", { params, body: update })
    )
    const token = { params, body: { updatePasskeysToken } }
    const { instructions } = valueOf(await page.POST("/v2/{tenancyId}/passkeys/update/exchange", token))
    assert.equal(instructions[0]?.displayName, "Ada Lovelace")
    failsWith(await page.POST("/v2/{tenancyId}/passkeys/update/exchange", token), "@error/BadRequest", 400)

    const body = { passkeyIds: [passkeyId, "unknown"] }
    const { deletePasskeysToken, warnings } = valueOf(
      await server.POST("/v2/{tenancyId}/passkeys/delete", { params, body })
    )
    assert.deepEqual([warnings[0]?.code, warnings[0]?.passkeyId], ["PASSKEY_NOT_FOUND", "unknown"])
    const deletion = { params, body: { deletePasskeysToken } }
    assert.equal(valueOf(await page.POST("/v2/{tenancyId}/passkeys/delete/exchange", deletion)).instructions.length, 1)
    const nobody = { userId: "nobody" }
    const empty = valueOf(await server.POST("/v2/{tenancyId}/passkeys/delete", { params, body: nobody }))
    assert.equal(empty.warnings[0]?.code, "NO_PASSKEYS_FOUND")
  }

  /** What a server prepares and its page exchanges: each pair of the document, with the body of the example. */
  const pairs = async () => {
    const exchanged: Array<string> = []
    for (const { method, operationId, path } of operations.filter((each) => each.path.endsWith("/exchange"))) {
      const prepare = operations.find((each) => `${each.path}/exchange` === path)
      if (prepare === undefined) continue
      const { passkeyId } = await authorized("user-3")
      const example = exampleOf(prepare)
      const own = "passkeyIds" in example ? { passkeyIds: [passkeyId] } : { userId: "user-3" }
      const body = { ...example, ...own }
      const prepared = valueOf(await call(server, prepare, { params, body })) as JsonObject
      const token = Object.fromEntries(Object.entries(prepared).filter(([name]) => name.endsWith("Token")))
      const value = valueOf(await call(page, { method, path }, { params, body: token })) as JsonObject
      assert.ok(Array.isArray(value.instructions) && value.instructions.length > 0, operationId)
      failsWith(await call(page, { method, path }, { params, body: token }), "@error/BadRequest", 400)
      exchanged.push(operationId)
    }
    return exchanged
  }

  await challenges()
  const { device, passkeyId } = await registrations()
  await authentications(device, passkeyId)
  await vault(device, passkeyId)
  await updateAndDeletion()
  return pairs()
}

/** The types reject what the document does not allow. They are compiled, and never run. */
export const rejectedByTypes = ({ page, server, tenancyId }: Environment): ReadonlyArray<unknown> => {
  const params = { path: { tenancyId } }
  return [
    // @ts-expect-error: there is no such operation
    server.POST("/v2/{tenancyId}/passkeys", { params }),
    // @ts-expect-error: the path has a passkeyId
    server.GET("/v2/{tenancyId}/passkeys/{passkeyId}", { params }),
    // @ts-expect-error: username is missing
    server.POST("/v2/{tenancyId}/passkeys/update", { params, body: { userId: "user-1" } }),
    server.POST("/v2/{tenancyId}/passkey/authentication/authorize", {
      params,
      // @ts-expect-error: mediation is required or conditional
      body: { rpId, discoverable: true, mediation: "silent" }
    }),
    // @ts-expect-error: the token has another name
    page.POST("/v2/{tenancyId}/passkeys/delete/exchange", { params, body: { token: "token" } })
  ]
}
