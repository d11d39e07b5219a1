import { PasslockEmulator } from "@passlock-sdk/emulator"
import { start } from "@passlock-sdk/harness"
import { isPasslockError, PasskeyNotFound, Passlock, PasslockTenancy } from "@passlock-sdk/promise"
import { WebAuthnEmulator } from "nid-webauthn-emulator"
import { assert, describe, it } from "vitest"

const rpId = "example.com"
const origin = "https://example.com"
const userId = "user_01"
const email = "ada@example.com"

type Settings = Partial<PasslockEmulator.Settings>

/** An emulator, and the options that connect a client to it. */
interface Emulated {
  readonly options: { readonly fetch?: typeof fetch; readonly endpoint?: string }
  /** Signs with a new key at once. */
  readonly rotateKeys: () => Promise<unknown>
  readonly dispose: () => Promise<unknown>
}

const inProcess = async (settings: Settings): Promise<Emulated> => {
  const { dispose, fetch, rotateKeys } = PasslockEmulator.make({ settings })
  return { options: { fetch }, rotateKeys: () => rotateKeys({ publishAhead: 0 }), dispose }
}

const overTcp = async (settings: Settings): Promise<Emulated> => {
  const { control, stop, url } = await start({
    args: Object.entries(settings).flatMap(([name, value]) => ["--set", `${name}=${value}`])
  })
  const rotateKeys = () => control("/keys/rotate", { publishAhead: 0 })
  return { options: { endpoint: url }, rotateKeys, dispose: () => stop() }
}

/** The clients of a server and a page, and a virtual authenticator, with an emulator of their own. */
const environment =
  (emulated: (settings: Settings) => Promise<Emulated>) =>
  async (settings: Settings = {}) => {
    const emulator = await emulated(settings)
    const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy
    const server = new Passlock({ tenancyId, apiKey, ...emulator.options })
    const page = new PasslockTenancy({ tenancyId, ...emulator.options })
    const authenticator = new WebAuthnEmulator()

    const register = async (user = userId) => {
      const { registrationToken } = await server.registration.prepare({ rpId, userId: user, username: email })
      const { optionsJSON, sessionToken } = await page.registration.options({ registrationToken })
      return page.registration.verify({ sessionToken, response: authenticator.createJSON(origin, optionsJSON) })
    }

    const logIn = async () => {
      const { authenticationToken } = await server.authentication.prepare({ rpId, userId })
      const { optionsJSON, sessionToken } = await page.authentication.options({ authenticationToken })
      return page.authentication.verify({ sessionToken, response: authenticator.getJSON(origin, optionsJSON) })
    }

    return { authenticator, emulator, server, page, register, logIn }
  }

const tagOf = (promise: Promise<unknown>) =>
  promise.then(
    () => assert.fail("the call resolved"),
    (error: unknown) => isPasslockError(error) && error._tag
  )

describe.each([
  ["in the same process", environment(inProcess)],
  ["over TCP, started by its command", environment(overTcp)]
] as const)("against the emulator %s", (_, setUp) => {
  it("registers a passkey, logs in, exchanges codes and verifies id_tokens", async () => {
    const { emulator, logIn, page, register, server } = await setUp()
    const { code, idToken, principal } = await register()
    const exchanged = await server.principals.exchange({ code })
    assert.deepStrictEqual([exchanged.userId, exchanged.authenticatorId], [userId, principal.authenticatorId])
    assert.strictEqual(await tagOf(server.principals.exchange({ code })), "InvalidCode")
    for (const client of [server, page]) {
      assert.strictEqual((await client.principals.verifyIdToken({ token: idToken })).id, exchanged.id)
    }
    assert.strictEqual(await tagOf(page.principals.verifyIdToken({ token: `${idToken}x` })), "InvalidIdToken")
    await emulator.rotateKeys()
    const second = await logIn()
    assert.strictEqual((await server.principals.exchange({ code: second.code })).userId, userId)
    await emulator.dispose()
  })

  it("authorizes a registration and a login with autofill, as Passlock documents from 2.7 on", async () => {
    const { authenticator, emulator, page, server } = await setUp()
    const { registrationToken } = await server.registration.authorize({
      rpId,
      rpName: "Example",
      userId,
      username: email
    })
    const created = await page.registration.options({ registrationToken })
    const { code } = await page.registration.verify({
      sessionToken: created.sessionToken,
      response: authenticator.createJSON(origin, created.optionsJSON)
    })
    assert.strictEqual((await server.principals.exchange({ code })).userId, userId)

    const authorized = await server.authentication.authorize({ rpId, discoverable: true, mediation: "conditional" })
    const { authenticationToken } = authorized
    const { mediation, optionsJSON, sessionToken } = await page.authentication.options({ authenticationToken })
    assert.strictEqual(mediation, "conditional")
    const response = authenticator.getJSON(origin, optionsJSON)
    const login = await page.authentication.verify({ sessionToken, response })
    assert.strictEqual((await server.principals.exchange({ code: login.code })).userId, userId)
    await emulator.dispose()
  })

  it("prepares an update and a deletion, and exchanges each token once", async () => {
    const { emulator, page, register, server } = await setUp()
    const passkeyId = (await register()).principal.authenticatorId
    const { credential } = await server.passkeys.get({ passkeyId })
    const handle = { rpId, userId: credential.userId }

    const update = await server.passkeys.prepareUpdate({ userId, username: "Ada", displayName: "Ada Lovelace" })
    assert.strictEqual((await server.passkeys.get({ passkeyId })).credential.username, "Ada")
    const { updatePasskeysToken } = update
    const renamed = await page.passkeys.exchangeUpdate({ updatePasskeysToken })
    assert.deepStrictEqual(renamed.instructions, [{ ...handle, username: "Ada", displayName: "Ada Lovelace" }])
    assert.strictEqual(await tagOf(page.passkeys.exchangeUpdate({ updatePasskeysToken })), "BadRequest")

    const deletion = await server.passkeys.prepareDeletion({ passkeyIds: [passkeyId, "none"] })
    assert.strictEqual(await tagOf(server.passkeys.get({ passkeyId })), "NotFound")
    assert.deepStrictEqual(
      deletion.warnings.map(({ code, passkeyId }) => [code, passkeyId]),
      [["PASSKEY_NOT_FOUND", "none"]]
    )
    const { deletePasskeysToken } = deletion
    const removed = await server.passkeys.exchangeDeletion({ deletePasskeysToken })
    assert.deepStrictEqual(removed.instructions, [{ ...handle, credentialId: credential.id }])
    assert.strictEqual(await tagOf(page.passkeys.exchangeDeletion({ deletePasskeysToken })), "BadRequest")

    assert.deepStrictEqual(
      (await server.passkeys.prepareDeletion({ userId })).warnings.map(({ code }) => code),
      ["NO_PASSKEYS_FOUND"]
    )
    assert.strictEqual(await tagOf(page.passkeys.exchangePruning({ prunePasskeysToken: "none" })), "BadRequest")
    await emulator.dispose()
  })

  it("lists, streams, gets, renames and deletes passkeys", async () => {
    const { emulator, register, server } = await setUp({ pageSize: 2 })
    const ids: Array<string> = []
    for (const user of [userId, userId, "b", "c", "d"]) ids.push((await register(user)).principal.authenticatorId)
    const [passkeyId = ""] = ids

    const first = await server.passkeys.list()
    assert.strictEqual(first.records.length, 2)
    assert.strictEqual((await server.passkeys.list({ cursor: first.cursor ?? "" })).records.length, 2)
    const streamed: Array<string> = []
    for await (const { id } of server.passkeys.stream()) streamed.push(id)
    assert.deepStrictEqual(streamed.sort(), ids.sort())

    const passkey = await server.passkeys.get({ passkeyId })
    assert.deepStrictEqual(JSON.parse(JSON.stringify(passkey)), passkey)
    assert.match(passkey.credential.publicKey, /^[\w-]{50,}$/)
    assert.strictEqual((await server.passkeys.update({ passkeyId, username: "Ada" })).credential.username, "Ada")
    const { updated } = await server.passkeys.updateForUser({ userId, username: "Lovelace" })
    assert.deepStrictEqual(
      updated.map(({ credential }) => credential.username),
      ["Lovelace", "Lovelace"]
    )
    assert.strictEqual((await server.passkeys.delete({ passkeyId })).id, passkeyId)
    assert.strictEqual(await tagOf(server.passkeys.get({ passkeyId })), "NotFound")
    assert.strictEqual((await server.passkeys.deleteForUser({ userId })).deleted.length, 1)
    await emulator.dispose()
  })

  it("verifies an email address, and rejects wrong codes, used challenges and too many challenges", async () => {
    const { emulator, server } = await setUp({ rateLimitMaximum: 2 })
    const { challenge } = await server.challenges.create({
      email,
      purpose: "signup",
      userId,
      metadata: { plan: "free" }
    })
    const { challengeId, code, message, secret } = challenge
    assert.include(message.text, code)
    assert.deepStrictEqual((await server.challenges.get({ challengeId })).metadata, { plan: "free" })
    const wrong = code === "000000" ? "111111" : "000000"
    assert.strictEqual(
      await tagOf(server.challenges.verify({ challengeId, secret, code: wrong })),
      "InvalidChallengeCode"
    )
    const verified = await server.challenges.verify({ challengeId, secret, code })
    assert.strictEqual(verified.challenge.email, email)
    assert.strictEqual(await tagOf(server.challenges.verify({ challengeId, secret, code })), "InvalidChallenge")

    const other = await server.challenges.create({ email, purpose: "signup", userId })
    const id = { challengeId: other.challenge.challengeId }
    assert.strictEqual((await server.challenges.delete(id))._tag, "ChallengeDeleted")
    assert.strictEqual(await tagOf(server.challenges.get(id)), "NotFound")

    const third = await server.safe.challenges.create({ email, purpose: "signup", userId })
    if (third.success || third.error._tag !== "ChallengeRateLimited") return assert.fail()
    assert.isAbove(third.error.retryAfterSeconds, 0)
    await emulator.dispose()
  })

  it("logs in from a page that starts the authentication, and fails with PasskeyNotFound after the passkey is deleted", async () => {
    const { authenticator, emulator, page, register, server } = await setUp()
    const { principal } = await register()
    const logIn = async () => {
      const { optionsJSON, sessionToken } = await page.authentication.options({ rpId })
      return page.authentication.verify({ sessionToken, response: authenticator.getJSON(origin, optionsJSON) })
    }
    const { code } = await logIn()
    assert.strictEqual((await server.principals.exchange({ code })).userId, userId)
    await server.passkeys.delete({ passkeyId: principal.authenticatorId })
    const error: unknown = await logIn().catch((reason) => reason)
    assert.isTrue(error instanceof PasskeyNotFound && error.rpId === rpId)
    await emulator.dispose()
  })
})
