import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { type Endpoint, Endpoints } from "@passlock-sdk/contract"
import {
  Authentication,
  Challenges,
  Passkeys,
  PasslockConfig,
  type PasslockError,
  PasslockTenancy,
  Principals,
  Registration,
  RetryPolicy
} from "@passlock-sdk/effect"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import * as Chunk from "effect/Chunk"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { AuthenticatorEmulator, PasskeysCredentialsMemoryRepository, WebAuthnEmulator } from "nid-webauthn-emulator"
import { Environment, inProcess, overTcp, today } from "./support/environments.js"
import { programs } from "./support/programs.js"

const rpId = "example.com"
const origin = "https://example.com"
const userId = "user_01"
const username = "ada@example.com"
const email = "ada@example.com"

const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy

const register = Effect.fnUntraced(function* (device = new WebAuthnEmulator(), user = userId) {
  const { registrationToken } = yield* Registration.prepare({ rpId, userId: user, username })
  const { optionsJSON, sessionToken } = yield* Registration.options({ registrationToken })
  const response = device.createJSON(origin, optionsJSON)
  const success = yield* Registration.verify({ sessionToken, response })
  return { device, response, sessionToken, registrationToken, passkeyId: success.principal.authenticatorId, ...success }
})

const logIn = Effect.fnUntraced(function* (device: WebAuthnEmulator, user = userId) {
  const { authenticationToken } = yield* Authentication.prepare({ rpId, userId: user })
  const { optionsJSON, sessionToken } = yield* Authentication.options({ authenticationToken })
  const response = device.getJSON(origin, optionsJSON)
  return { response, sessionToken, authenticationToken, ...(yield* Authentication.verify({ sessionToken, response })) }
})

const challenge = Effect.fnUntraced(function* (purpose = "signup") {
  const { challenge } = yield* Challenges.create({ email, purpose, userId, metadata: { plan: "free" } })
  const [code = assert.fail()] = Redacted.value(challenge.message).text.match(/\d{6}/) ?? []
  const wrong = code === "000000" ? "111111" : "000000"
  const { challengeId, secret } = challenge
  return { challenge, challengeId, correct: { challengeId, secret, code }, wrong: { challengeId, secret, code: wrong } }
})

/** A device with passkeys of its own. By default, the library's devices share theirs. */
const ownDevice = () =>
  new WebAuthnEmulator(new AuthenticatorEmulator({ credentialsRepository: new PasskeysCredentialsMemoryRepository() }))

const tagOf = <R>(program: Effect.Effect<unknown, PasslockError, R>) =>
  Effect.map(Effect.flip(program), (error) => error._tag)

/** Runs a program whose requests are changed before they are sent, as another client would send them. */
const withRequest = <A, E, R>(
  program: Effect.Effect<A, E, R>,
  change: (request: HttpClientRequest.HttpClientRequest) => HttpClientRequest.HttpClientRequest
) =>
  Effect.flatMap(HttpClient.HttpClient, (client) =>
    Effect.provideService(program, HttpClient.HttpClient, HttpClient.mapRequest(client, change))
  )

const elapse = (duration: Duration.DurationInput) => Effect.flatMap(Environment, ({ elapse }) => elapse(duration))

/** A time of the emulator, without the drift of its clock. */
const time = (at = Number.NaN) =>
  Effect.map(Environment, ({ drift }) => (drift === 0 ? at : today + Math.floor((at - today) / drift) * drift))

/** Runs a program with other credentials against the same emulator. */
const withCredentials =
  (credentials: { readonly tenancyId: string; readonly apiKey: string }) =>
  <A, E>(program: Effect.Effect<A, E, HttpClient.HttpClient | PasslockConfig | PasslockTenancy>) =>
    Effect.flatMap(Environment, ({ endpoint }) =>
      Effect.provide(program, PasslockConfig.layer({ ...credentials, ...endpoint }))
    )

/** Runs a program without a key, as a page does. */
const asPage =
  (tenancyId: string) =>
  <A, E>(program: Effect.Effect<A, E, HttpClient.HttpClient | PasslockTenancy>) =>
    Effect.flatMap(Environment, ({ endpoint }) =>
      Effect.provide(program, PasslockTenancy.layer({ tenancyId, ...endpoint }))
    )

const emptyUser = { code: "NO_PASSKEYS_FOUND", message: "This user has no passkeys." }

const operationsOf = (matches: (endpoint: Endpoints.Descriptor) => boolean) =>
  Endpoints.all.filter(matches).map(({ operation }) => operation)

describe.each([
  [inProcess.name, inProcess],
  [overTcp.name, overTcp]
] as const)("programs against the emulator %s", (_, { close, layer }) => {
  afterAll(close)

  describe("Principals", () => {
    it.effect("exchange returns the principal once, then fails with InvalidCode", () =>
      Effect.gen(function* () {
        const { code, passkeyId } = yield* register()
        const principal = yield* Principals.exchange({ code })
        assert.deepStrictEqual(
          [principal._tag, principal.userId, principal.authenticatorId, yield* time(principal.createdAt)],
          ["ExtendedPrincipal", userId, passkeyId, today]
        )
        assert.isAbove(principal.expiresAt, today)
        assert.strictEqual(yield* tagOf(Principals.exchange({ code })), "InvalidCode")
        assert.strictEqual(yield* tagOf(Principals.exchange({ code: "unknown" })), "InvalidCode")
      }).pipe(Effect.provide(layer()))
    )

    it.effect("exchange fails with InvalidCode after five minutes", () =>
      Effect.gen(function* () {
        const { code } = yield* register()
        yield* elapse("5 minutes")
        assert.strictEqual(yield* tagOf(Principals.exchange({ code })), "InvalidCode")
      }).pipe(Effect.provide(layer()))
    )

    it.effect(
      "verifyIdToken returns the same principal as exchange, also after a key rotation, until the token expires",
      () =>
        Effect.gen(function* () {
          const { rotateKeys } = yield* Environment
          const { code, device, idToken } = yield* register()
          const exchanged = yield* Principals.exchange({ code })
          const verified = yield* Principals.verifyIdToken({ token: idToken })
          assert.deepStrictEqual(
            [verified.id, verified.authenticatorId, verified.userId],
            [exchanged.id, exchanged.authenticatorId, exchanged.userId]
          )
          assert.deepStrictEqual([yield* time(verified.createdAt), verified.passkey?.userVerified], [today, true])
          yield* rotateKeys
          yield* elapse("31 seconds")
          const { idToken: rotated } = yield* logIn(device)
          assert.strictEqual((yield* Principals.verifyIdToken({ token: rotated })).userId, userId)
          assert.strictEqual((yield* Principals.verifyIdToken({ token: idToken })).userId, userId)
          yield* elapse("1 hours")
          const error = yield* Effect.flip(Principals.verifyIdToken({ token: idToken }))
          assert.strictEqual(error._tag === "InvalidIdToken" && error.reason, "expired")
        }).pipe(Effect.provide(layer()))
    )

    it.effect("verifyIdToken fails with the reason audience for a token of another tenancy", () =>
      Effect.gen(function* () {
        const { idToken } = yield* register()
        const error = yield* Principals.verifyIdToken({ token: idToken }).pipe(asPage("another"), Effect.flip)
        assert.strictEqual(error._tag === "InvalidIdToken" && error.reason, "audience")
      }).pipe(Effect.provide(layer()))
    )
  })

  describe("Passkeys", () => {
    it.effect("list returns one page and stream every passkey; list fails with BadRequest for an unknown cursor", () =>
      Effect.gen(function* () {
        const ids: Array<string> = []
        for (const user of ["a", "b", "c", "d", "e"]) {
          ids.push((yield* register(new WebAuthnEmulator(), user)).passkeyId)
          yield* elapse("1 seconds")
        }
        const first = yield* Passkeys.list()
        assert.deepStrictEqual([first.records.length, typeof first.cursor], [2, "string"])
        const all = Chunk.toReadonlyArray(yield* Stream.runCollect(Passkeys.stream()))
        assert.deepStrictEqual(all.map(({ id }) => id).sort(), ids.sort())
        assert.strictEqual(yield* tagOf(Passkeys.list({ cursor: "unknown" })), "BadRequest")
      }).pipe(Effect.provide(layer({ pageSize: 2 })))
    )

    it.effect("get, update and delete return the passkey, then fail with NotFound once it is deleted", () =>
      Effect.gen(function* () {
        const { passkeyId, response } = yield* register()
        const passkey = yield* Passkeys.get({ passkeyId })
        assert.deepStrictEqual(
          [passkey.id, passkey.userId, passkey.credential.id, passkey.credential.rpId, yield* time(passkey.createdAt)],
          [passkeyId, userId, response.id, rpId, today]
        )
        assert.isAbove(passkey.credential.publicKey.length, 40)
        yield* elapse("1 minutes")
        const renamed = yield* Passkeys.update({ passkeyId, username: "Ada" })
        assert.deepStrictEqual([renamed.credential.username, yield* time(renamed.updatedAt)], ["Ada", today + 60_000])
        assert.deepStrictEqual(yield* Passkeys.delete({ passkeyId }), renamed)
        assert.strictEqual(yield* tagOf(Passkeys.get({ passkeyId })), "NotFound")
        assert.strictEqual(yield* tagOf(Passkeys.update({ passkeyId, username: "Ada" })), "NotFound")
        assert.strictEqual(yield* tagOf(Passkeys.delete({ passkeyId })), "NotFound")
      }).pipe(Effect.provide(layer()))
    )

    it.effect("updateForUser and deleteForUser return all passkeys of the user, then fail with NotFound", () =>
      Effect.gen(function* () {
        yield* register()
        yield* register()
        const other = yield* register(new WebAuthnEmulator(), "user_02")
        const { updated } = yield* Passkeys.updateForUser({ userId, username: "Ada" })
        assert.deepStrictEqual(
          updated.map(({ credential }) => credential.username),
          ["Ada", "Ada"]
        )
        const { deleted } = yield* Passkeys.deleteForUser({ userId })
        assert.strictEqual(deleted.length, 2)
        assert.strictEqual(yield* tagOf(Passkeys.updateForUser({ userId, username: "Ada" })), "NotFound")
        assert.strictEqual(yield* tagOf(Passkeys.deleteForUser({ userId })), "NotFound")
        assert.deepStrictEqual(
          (yield* Passkeys.list()).records.map(({ id }) => id),
          [other.passkeyId]
        )
      }).pipe(Effect.provide(layer()))
    )

    it.effect("prepareUpdate renames the passkeys, and exchangeUpdate returns the signals of the page once", () =>
      Effect.gen(function* () {
        const { passkeyId } = yield* register()
        yield* register()
        const other = yield* register(new WebAuthnEmulator(), "user_02")
        const { expiresAt, updatePasskeysToken, warnings } = yield* Passkeys.prepareUpdate({
          ...{ userId, username: "ada@example.org", displayName: "Ada" }
        })
        assert.deepStrictEqual([yield* time(expiresAt), warnings], [today + 300_000, []])
        const { credential } = yield* Passkeys.get({ passkeyId })
        assert.strictEqual(credential.username, "ada@example.org")
        assert.strictEqual((yield* Passkeys.get({ passkeyId: other.passkeyId })).credential.username, username)
        const exchange = Passkeys.exchangeUpdate({ updatePasskeysToken }).pipe(asPage(tenancyId))
        assert.deepStrictEqual(yield* exchange, {
          _tag: "PasskeyUpdateInstructions",
          instructions: [{ rpId, userId: credential.userId, username: "ada@example.org", displayName: "Ada" }],
          warnings: []
        })
        const error = yield* Effect.flip(exchange)
        assert.strictEqual(error._tag, "BadRequest")
        assert.include(error.message, "Invalid or expired update token")
      }).pipe(Effect.provide(layer()))
    )

    it.effect("prepareDeletion deletes passkeys by id and by user, and exchangeDeletion returns the signals once", () =>
      Effect.gen(function* () {
        const one = yield* register()
        const two = yield* register()
        const { credential } = yield* Passkeys.get({ passkeyId: one.passkeyId })
        const byId = yield* Passkeys.prepareDeletion({ passkeyIds: [one.passkeyId, "unknown"] })
        const unknown = {
          ...{ code: "PASSKEY_NOT_FOUND", message: "The vault has no passkey with this ID.", passkeyId: "unknown" }
        }
        assert.deepStrictEqual([yield* time(byId.expiresAt), byId.warnings], [today + 300_000, [unknown]])
        assert.strictEqual(yield* tagOf(Passkeys.get({ passkeyId: one.passkeyId })), "NotFound")
        const byUser = yield* Passkeys.prepareDeletion({ userId })
        assert.deepStrictEqual([byUser.warnings, (yield* Passkeys.list()).records], [[], []])
        const exchange = (deletePasskeysToken: string) =>
          Passkeys.exchangeDeletion({ deletePasskeysToken }).pipe(asPage(tenancyId))
        const account = { rpId, userId: credential.userId }
        assert.deepStrictEqual(yield* exchange(byId.deletePasskeysToken), {
          _tag: "PasskeyDeletionInstructions",
          instructions: [{ ...account, credentialId: one.response.id }],
          warnings: [unknown]
        })
        assert.deepStrictEqual((yield* exchange(byUser.deletePasskeysToken)).instructions, [
          { ...account, credentialId: two.response.id }
        ])
        const error = yield* Effect.flip(exchange(byUser.deletePasskeysToken))
        assert.strictEqual(error._tag, "BadRequest")
        assert.include(error.message, "Invalid or expired delete token")
      }).pipe(Effect.provide(layer()))
    )

    it.effect("preparePruning returns a token that the page exchanges once for the user's credentials", () =>
      Effect.gen(function* () {
        const { passkeyId, response } = yield* register()
        const { credential } = yield* Passkeys.get({ passkeyId })
        const prepared = yield* Passkeys.preparePruning({ userId })
        assert.deepStrictEqual([yield* time(prepared.expiresAt), prepared.warnings], [today + 300_000, []])
        const { prunePasskeysToken } = prepared
        const exchange = Passkeys.exchangePruning({ prunePasskeysToken }).pipe(asPage(tenancyId))
        assert.deepStrictEqual(yield* exchange, {
          _tag: "PasskeyPruningInstructions",
          instructions: [{ rpId, userId: credential.userId, allAcceptedCredentialIds: [response.id] }],
          warnings: []
        })
        assert.strictEqual(yield* tagOf(exchange), "BadRequest")
      }).pipe(Effect.provide(layer()))
    )

    it.effect("prepareUpdate and prepareDeletion warn for a user without passkeys, and the page gets the warning", () =>
      Effect.gen(function* () {
        const update = yield* Passkeys.prepareUpdate({ userId, username })
        const deletion = yield* Passkeys.prepareDeletion({ userId })
        assert.deepStrictEqual([update.warnings, deletion.warnings], [[emptyUser], [emptyUser]])
        const { updatePasskeysToken } = update
        const { deletePasskeysToken } = deletion
        const updated = yield* Passkeys.exchangeUpdate({ updatePasskeysToken })
        const deleted = yield* Passkeys.exchangeDeletion({ deletePasskeysToken })
        assert.deepStrictEqual([updated.instructions, updated.warnings], [[], [emptyUser]])
        assert.deepStrictEqual([deleted.instructions, deleted.warnings], [[], [emptyUser]])
      }).pipe(Effect.provide(layer()))
    )

    it.effect("the exchanges fail with BadRequest for an expired and an unknown token", () =>
      Effect.gen(function* () {
        const { updatePasskeysToken } = yield* Passkeys.prepareUpdate({ userId, username })
        const { deletePasskeysToken } = yield* Passkeys.prepareDeletion({ userId })
        const expired = yield* Passkeys.preparePruning({ userId })
        yield* elapse("5 minutes")
        assert.strictEqual(yield* tagOf(Passkeys.exchangeUpdate({ updatePasskeysToken })), "BadRequest")
        assert.strictEqual(yield* tagOf(Passkeys.exchangeDeletion({ deletePasskeysToken })), "BadRequest")
        const { prunePasskeysToken } = expired
        assert.strictEqual(yield* tagOf(Passkeys.exchangePruning({ prunePasskeysToken })), "BadRequest")
        const error = yield* Effect.flip(Passkeys.exchangePruning({ prunePasskeysToken: "unknown" }))
        assert.strictEqual(error._tag, "BadRequest")
        assert.include(error.message, "Invalid or expired prune token")
      }).pipe(Effect.provide(layer()))
    )

    it.effect("updateForUser finds the passkeys of user ids that need percent-encoding", () =>
      Effect.gen(function* () {
        for (const user of ["../../admin", "a/b?c#d%2e", "ünï 🙂", "a;b", "...", "%"]) {
          const { passkeyId } = yield* register(new WebAuthnEmulator(), user)
          const { updated } = yield* Passkeys.updateForUser({ userId: user, username: "x" })
          assert.deepStrictEqual(
            updated.map(({ id }) => id),
            [passkeyId],
            user
          )
        }
      }).pipe(Effect.provide(layer()))
    )
  })

  describe("Challenges", () => {
    it.effect("create, get and verify return the challenge, and verify consumes it", () =>
      Effect.gen(function* () {
        const { challenge: created, challengeId, correct, wrong } = yield* challenge()
        assert.deepStrictEqual(
          [yield* time(created.createdAt), yield* time(created.expiresAt)],
          [today, today + 600_000]
        )
        assert.match(Redacted.value(created.code), /^\d{6}$/)
        const pending = yield* Challenges.get({ challengeId })
        assert.notProperty(pending, "secret")
        assert.deepStrictEqual([pending.email, pending.metadata], [email, { plan: "free" }])
        assert.strictEqual(yield* tagOf(Challenges.verify(wrong)), "InvalidChallengeCode")
        assert.deepStrictEqual((yield* Challenges.verify(correct)).challenge, pending)
        assert.strictEqual(yield* tagOf(Challenges.verify(correct)), "InvalidChallenge")
        assert.strictEqual(yield* tagOf(Challenges.get({ challengeId })), "NotFound")
      }).pipe(Effect.provide(layer()))
    )

    it.effect("verify fails with InvalidChallenge for the secret of another challenge", () =>
      Effect.gen(function* () {
        const one = yield* challenge()
        const two = yield* challenge("login")
        const crossed = Challenges.verify({ ...one.correct, secret: two.correct.secret })
        assert.strictEqual(yield* tagOf(crossed), "InvalidChallenge")
      }).pipe(Effect.provide(layer()))
    )

    it.effect("verify fails with ChallengeExpired after ten minutes", () =>
      Effect.gen(function* () {
        const { correct } = yield* challenge()
        yield* elapse("10 minutes")
        assert.strictEqual(yield* tagOf(Challenges.verify(correct)), "ChallengeExpired")
      }).pipe(Effect.provide(layer()))
    )

    it.effect("verify fails with ChallengeAttemptsExceeded after five wrong codes, even for the correct code", () =>
      Effect.gen(function* () {
        const { correct, wrong } = yield* challenge()
        for (let i = 0; i < 5; i++) assert.strictEqual(yield* tagOf(Challenges.verify(wrong)), "InvalidChallengeCode")
        assert.strictEqual(yield* tagOf(Challenges.verify(wrong)), "ChallengeAttemptsExceeded")
        assert.strictEqual(yield* tagOf(Challenges.verify(correct)), "ChallengeAttemptsExceeded")
      }).pipe(Effect.provide(layer()))
    )

    it.effect(
      "create fails with ChallengeRateLimited above the limit until the window ends, unless skipRateLimit is set",
      () =>
        Effect.gen(function* () {
          yield* challenge()
          yield* challenge()
          const error = yield* Effect.flip(challenge())
          const seconds = error._tag === "ChallengeRateLimited" ? error.retryAfterSeconds : Number.NaN
          const { drift } = yield* Environment
          assert.isAtMost(seconds, 3_600)
          assert.isAtLeast(seconds, 3_600 - drift / 1_000)
          yield* Challenges.create({ email, purpose: "signup", userId, skipRateLimit: true })
          yield* elapse("1 hours")
          yield* challenge()
        }).pipe(Effect.provide(layer({ rateLimitMaximum: 2, rateLimitWindow: 3_600_000 })))
    )

    it.effect("create with invalidateOthers deletes the pending challenge", () =>
      Effect.gen(function* () {
        const { challengeId } = yield* challenge()
        yield* Challenges.create({ email, purpose: "signup", userId, invalidateOthers: true })
        assert.strictEqual(yield* tagOf(Challenges.get({ challengeId })), "NotFound")
      }).pipe(Effect.provide(layer()))
    )

    it.effect("delete succeeds for a pending challenge and for a deleted one", () =>
      Effect.gen(function* () {
        const { challengeId, correct } = yield* challenge()
        assert.deepStrictEqual(yield* Challenges.delete({ challengeId }), { _tag: "ChallengeDeleted" })
        assert.strictEqual(yield* tagOf(Challenges.verify(correct)), "InvalidChallenge")
        assert.deepStrictEqual(yield* Challenges.delete({ challengeId }), { _tag: "ChallengeDeleted" })
      }).pipe(Effect.provide(layer()))
    )

    it.effect("delete fails with NotFound for an unknown challenge when unknownChallengeDeletion is NotFound", () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* tagOf(Challenges.delete({ challengeId: "c" })), "NotFound")
      }).pipe(Effect.provide(layer({ unknownChallengeDeletion: "NotFound" })))
    )
  })

  describe("Registration and Authentication", () => {
    it.effect("register a passkey and log in with it, started by the server and by the page", () =>
      Effect.gen(function* () {
        const { device, passkeyId } = yield* register()
        yield* elapse("1 minutes")
        assert.strictEqual((yield* logIn(device)).principal.authenticatorId, passkeyId)
        const { optionsJSON, sessionToken } = yield* Authentication.options({ rpId, userVerification: "required" })
        const response = device.getJSON(origin, optionsJSON)
        const { code } = yield* Authentication.verify({ sessionToken, response })
        assert.strictEqual((yield* Principals.exchange({ code })).userId, userId)
        assert.strictEqual(yield* time((yield* Passkeys.get({ passkeyId })).lastUsed), today + 60_000)
      }).pipe(Effect.provide(layer()))
    )

    it.effect("register a passkey and log in with it, authorized by the server, with a relying party in any case", () =>
      Effect.gen(function* () {
        const device = new WebAuthnEmulator()
        const request = { rpId: "Example.COM", rpName: " Ada's Shop ", userId, username, displayName: "Ada" }
        const { registrationToken, ...registration } = yield* Registration.authorize(request)
        assert.deepStrictEqual(
          [registration._tag, yield* time(registration.expiresAt)],
          ["AuthorizedPasskeyRegistration", today + 300_000]
        )
        const success = yield* Effect.gen(function* () {
          const { optionsJSON, sessionToken } = yield* Registration.options({ registrationToken })
          assert.deepStrictEqual(optionsJSON.rp, { id: rpId, name: "Ada's Shop" })
          return yield* Registration.verify({ sessionToken, response: device.createJSON(origin, optionsJSON) })
        }).pipe(asPage(tenancyId))
        const { authenticatorId } = success.principal
        for (const criteria of [{ userId }, { allowCredentials: [authenticatorId] }, { discoverable: true }]) {
          const { authenticationToken, ...authentication } = yield* Authentication.authorize({
            ...{ rpId: "EXAMPLE.com", ...criteria }
          })
          assert.strictEqual(authentication._tag, "AuthorizedPasskeyAuthentication")
          const { principal } = yield* Effect.gen(function* () {
            const { mediation, optionsJSON, sessionToken } = yield* Authentication.options({ authenticationToken })
            assert.strictEqual(mediation, "required")
            return yield* Authentication.verify({ sessionToken, response: device.getJSON(origin, optionsJSON) })
          }).pipe(asPage(tenancyId))
          assert.deepStrictEqual([principal.authenticatorId, principal.userId], [authenticatorId, userId])
        }
      }).pipe(Effect.provide(layer()))
    )

    it.effect("log in any user with a discoverable authorization, and only the user that it names", () =>
      Effect.gen(function* () {
        const devices = [(yield* register(ownDevice())).device, (yield* register(ownDevice(), "user_02")).device]
        const users = (criteria: { readonly userId?: string }) =>
          Effect.forEach(devices, (device) =>
            Effect.gen(function* () {
              const { authenticationToken } = yield* Authentication.authorize({
                ...{ rpId, discoverable: true, mediation: "conditional" as const, allowCredentials: [], ...criteria }
              })
              const { mediation, optionsJSON, sessionToken } = yield* Authentication.options({ authenticationToken })
              assert.deepStrictEqual([mediation, optionsJSON.allowCredentials ?? []], ["conditional", []])
              const response = device.getJSON(origin, optionsJSON)
              return yield* Authentication.verify({ sessionToken, response }).pipe(
                Effect.map(({ principal }) => principal.userId),
                Effect.catchTag("BadRequest", ({ _tag }) => Effect.succeed(_tag))
              )
            })
          )
        assert.deepStrictEqual(yield* users({}), [userId, "user_02"])
        assert.deepStrictEqual(yield* users({ userId: "user_02" }), ["BadRequest", "user_02"])
      }).pipe(Effect.provide(layer()))
    )

    it.effect("authorize fails with BadRequest for an unknown user, and with InvalidInput for conditional alone", () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* tagOf(Authentication.authorize({ rpId, userId })), "BadRequest")
        const conditional = Authentication.authorize({ rpId, userId, mediation: "conditional" })
        assert.strictEqual(yield* tagOf(conditional), "InvalidInput")
        assert.strictEqual(
          yield* tagOf(Registration.authorize({ rpId, userId, username, rpName: " " })),
          "InvalidInput"
        )
        assert.strictEqual(yield* tagOf(Registration.authorize({ rpId: "com", userId, username })), "BadRequest")
      }).pipe(Effect.provide(layer()))
    )

    it.effect("log in without an API key", () =>
      Effect.gen(function* () {
        const { device } = yield* register()
        const withoutKey = Effect.gen(function* () {
          const { optionsJSON, sessionToken } = yield* Authentication.options({ rpId })
          return yield* Authentication.verify({ sessionToken, response: device.getJSON(origin, optionsJSON) })
        })
        const success = yield* asPage(tenancyId)(withoutKey)
        assert.strictEqual(success.principal.userId, userId)
      }).pipe(Effect.provide(layer()))
    )

    it.effect("fail with BadRequest for a used or expired token and for a used session", () =>
      Effect.gen(function* () {
        const { device, registrationToken, response, sessionToken } = yield* register()
        assert.strictEqual(yield* tagOf(Registration.options({ registrationToken })), "BadRequest")
        assert.strictEqual(yield* tagOf(Registration.verify({ sessionToken, response })), "BadRequest")
        const used = yield* logIn(device)
        assert.strictEqual(yield* tagOf(Authentication.options(used)), "BadRequest")
        assert.strictEqual(yield* tagOf(Authentication.verify(used)), "BadRequest")
        const { authenticationToken } = yield* Authentication.prepare({ rpId, userId })
        yield* elapse("5 minutes")
        assert.strictEqual(yield* tagOf(Authentication.options({ authenticationToken })), "BadRequest")
      }).pipe(Effect.provide(layer()))
    )

    it.effect("Registration.verify fails with BadRequest for a response from another origin", () =>
      Effect.gen(function* () {
        const device = new WebAuthnEmulator()
        const { registrationToken } = yield* Registration.prepare({ rpId, userId, username })
        const { optionsJSON, sessionToken } = yield* Registration.options({ registrationToken })
        const response = device.createJSON("https://login.example.com", optionsJSON)
        assert.strictEqual(yield* tagOf(Registration.verify({ sessionToken, response })), "BadRequest")
      }).pipe(Effect.provide(layer()))
    )

    it.effect("Authentication.verify fails with PasskeyNotFound for a deleted passkey", () =>
      Effect.gen(function* () {
        const { device, passkeyId, response } = yield* register()
        const { optionsJSON, sessionToken } = yield* Authentication.options({ rpId })
        const orphan = device.getJSON(origin, optionsJSON)
        yield* Passkeys.delete({ passkeyId })
        const error = yield* Effect.flip(Authentication.verify({ sessionToken, response: orphan }))
        assert.strictEqual(error._tag, "PasskeyNotFound")
        if (error._tag !== "PasskeyNotFound") return
        assert.deepStrictEqual([error.credentialId, error.rpId], [response.id, rpId])
      }).pipe(Effect.provide(layer()))
    )

    it.effect("Authentication.prepare fails with BadRequest for an unknown passkey in allowCredentials", () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Authentication.prepare({ rpId, allowCredentials: ["unknown"] }))
        assert.strictEqual(error._tag, "BadRequest")
        assert.include(error.message, "allowCredentials")
      }).pipe(Effect.provide(layer()))
    )
  })

  describe.each(["2.6", "2.9"] as const)("with --api %s", (api: Endpoint.Release) => {
    it.effect.each(operationsOf(({ releases }) => !releases.includes(api)))(
      "%s fails with the status 501 and names the generation that documents it",
      (operation) =>
        Effect.gen(function* () {
          const error = yield* Effect.flip(Effect.provideService(programs[operation], RetryPolicy, RetryPolicy.none))
          assert.deepStrictEqual([error._tag, "status" in error && error.status], ["ServerError", 501])
          assert.include(
            error.message,
            `Passlock says: Only Passlock ${api === "2.6" ? "2.7 to 2.9" : "2.6"} documents`
          )
        }).pipe(Effect.provide(layer({}, api)))
    )

    it.effect.each(operationsOf(({ releases }) => releases.includes(api)))(
      "%s gets a response of the API",
      (operation) =>
        Effect.gen(function* () {
          const result = yield* Effect.either(programs[operation])
          assert.notStrictEqual(result._tag === "Left" && result.left._tag, "ServerError")
        }).pipe(Effect.provide(layer({}, api)))
    )
  })

  it.effect("Authentication.options without a token fails with BadRequest with --api 2.9", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* tagOf(Authentication.options({ rpId })), "BadRequest")
    }).pipe(Effect.provide(layer({}, "2.9")))
  )

  describe("an unauthorized or malformed request", () => {
    it.effect.each(operationsOf(() => true))("%s fails with Forbidden for an unknown tenancy", (operation) =>
      Effect.gen(function* () {
        assert.strictEqual(
          yield* tagOf(withCredentials({ tenancyId: "unknown", apiKey })(programs[operation])),
          "Forbidden"
        )
      }).pipe(Effect.provide(layer()))
    )

    const withKey = operationsOf(({ authentication }) => authentication === "apiKey")

    it.effect.each(withKey)("%s fails with Forbidden for a wrong key and with Unauthorized without one", (operation) =>
      Effect.gen(function* () {
        const wrong = withCredentials({ tenancyId, apiKey: "wrong" })(programs[operation])
        assert.strictEqual(yield* tagOf(wrong), "Forbidden")
        const none = withRequest(programs[operation], (request) =>
          HttpClientRequest.setHeader(request, "authorization", "")
        )
        assert.strictEqual(yield* tagOf(none), "Unauthorized")
      }).pipe(Effect.provide(layer()))
    )

    const withBody = operationsOf(({ request }) => request.body !== undefined)

    it.effect.each(withBody)("%s fails with BadRequest for an invalid body", (operation) =>
      Effect.gen(function* () {
        for (const body of ["{", "[]", "null", '"text"', '{"username":7,"email":7,"sessionToken":7,"rpId":7}']) {
          const broken = withRequest(programs[operation], HttpClientRequest.bodyText(body, "application/json"))
          assert.strictEqual(yield* tagOf(broken), "BadRequest", body)
        }
      }).pipe(Effect.provide(layer()))
    )
  })
})
