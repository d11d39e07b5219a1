/** What a page does with passkeys, the same for both entries of the package and in every place where they run. */
import type { Passkey } from "@passlock-sdk/promise"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { Told } from "./pages.js"
import type { Place, World } from "./worlds.js"

const rpId = "localhost"
const everyStep = ["options", "authenticator", "verification"] as const

const values = (told: Told) => told.value as { code: string; idToken: string; principal: Record<string, string> }

export const suite = ({ begin, isBrowser, name }: Place): void => {
  describe(name, () => {
    let world: World
    beforeEach(async () => {
      world = await begin()
    })
    afterEach(() => world.end())

    const prepare = async (changes: object = {}): Promise<{ readonly registrationToken: string }> => {
      const request = { rpId, userId: "user_01", username: "ada@example.com", ...changes }
      const { registrationToken } = await world.server.registration.prepare(request)
      return { registrationToken }
    }

    /** A passkey, on the device and in the vault. */
    const register = async (changes?: object): Promise<Passkey> => {
      const told = await world.page.register(await prepare(changes))
      expect(told.error).toBeUndefined()
      return world.server.passkeys.get({ passkeyId: values(told).principal.authenticatorId ?? "" })
    }

    describe("a registration", () => {
      it("gives a code for the server, and leaves a passkey on the device and in the vault", async () => {
        const told = await world.page.register(await prepare())
        expect(told.progress).toEqual(everyStep)
        expect(Object.keys(values(told)).sort()).toEqual(["code", "idToken", "principal"])
        const { code, idToken, principal } = values(told)
        expect((await world.server.principals.exchange({ code })).userId).toBe("user_01")
        expect((await world.server.principals.verifyIdToken({ token: idToken })).userId).toBe("user_01")
        const { credential } = await world.server.passkeys.get({ passkeyId: principal.authenticatorId ?? "" })
        expect(await world.device.passkeys()).toMatchObject([
          { credentialId: credential.id, rpId, userId: credential.userId }
        ])
      })

      it("is refused where the device has one of the excluded passkeys", async () => {
        const { id } = await register()
        const { error, progress } = await world.page.register(await prepare({ excludeCredentials: [id] }))
        expect(error).toMatchObject({ _tag: "PasskeyAlreadyRegistered", operation: "Ceremony.register" })
        expect(progress).toEqual(["options", "authenticator"])
        expect(await world.device.passkeys()).toHaveLength(1)
      })

      it("needs a token that was not used", async () => {
        const request = await prepare()
        await world.page.register(request)
        const { error, progress } = await world.page.register(request)
        expect(error).toMatchObject({ _tag: "BadRequest", operation: "Registration.options", attempts: 1 })
        expect(progress).toEqual(["options"])
      })

      it.each([
        [{}, [{ path: "registrationToken", message: "is missing" }]],
        [
          { registrationToken: "" },
          [{ path: "registrationToken", message: "expected a non-empty string, got an empty text" }]
        ],
        [
          { registrationToken: 7 },
          [{ path: "registrationToken", message: "expected a non-empty string, got some number" }]
        ]
      ])("names what is wrong with %j", async (request, issues) => {
        const { error } = await world.page.register(request)
        expect(error).toMatchObject({ _tag: "InvalidInput", operation: "Registration.options", attempts: 0, issues })
      })
    })

    describe("an authentication", () => {
      it("begun by the page gives a code for the server", async () => {
        const { id } = await register()
        const told = await world.page.authenticate({ rpId })
        expect(told.progress).toEqual(everyStep)
        expect(values(told).principal).toEqual({ authenticatorId: id, userId: "user_01" })
        expect((await world.server.principals.exchange({ code: values(told).code })).authenticatorId).toBe(id)
      })

      it("prepared by the server gives a code for it", async () => {
        await register()
        const { authenticationToken } = await world.server.authentication.prepare({ rpId, userId: "user_01" })
        expect(values(await world.page.authenticate({ authenticationToken })).principal.userId).toBe("user_01")
        const { error } = await world.page.authenticate({ authenticationToken })
        expect(error).toMatchObject({ _tag: "BadRequest", operation: "Authentication.options" })
      })

      it("with autofill gives a code for the server", async () => {
        await register()
        const told = await world.page.authenticate({ rpId, mediation: "conditional" })
        expect(told.progress).toEqual(everyStep)
        expect(values(told).principal.userId).toBe("user_01")
      })

      it("with a passkey that the vault does not hold tells which, and the device forgets it", async () => {
        const { credential, id } = await register()
        await world.server.passkeys.delete({ passkeyId: id })
        const { error } = await world.page.authenticate({ rpId })
        expect(error).toMatchObject({
          _tag: "OrphanedPasskey",
          operation: "Authentication.verify",
          attempts: 1,
          status: 400,
          credentialId: credential.id,
          rpId
        })
        expect(await world.device.passkeys()).toHaveLength(1)
        expect(await world.page.signal("unknownCredential", error)).toEqual({ progress: [] })
        expect(await world.device.passkeys()).toEqual([])
      })

      it("ends when the user cancels", async () => {
        await register()
        await world.device.cancelNext()
        const { error, progress } = await world.page.authenticate({ rpId, userVerification: "required" })
        expect(error).toMatchObject({ _tag: "CeremonyCancelled", by: "user", operation: "Ceremony.authenticate" })
        expect(progress).toEqual(["options", "authenticator"])
        expect((await world.page.authenticate({ rpId, userVerification: "discouraged" })).error).toBeUndefined()
      })

      it("ends when the user does not answer in time", async () => {
        await register()
        await world.device.ignoreNext()
        const { error } = await world.page.authenticate({ rpId, timeout: 300 })
        expect(error).toMatchObject({ _tag: "CeremonyTimeout", milliseconds: 300 })
        expect((await world.page.authenticate({ rpId })).error).toBeUndefined()
      })

      it.each([
        [{}, "authenticationToken: is missing"],
        [{ rpId: "" }, "rpId: expected a non-empty string, got an empty text"],
        [{ rpId, timeout: 0 }, "timeout: expected a number of milliseconds above 0, got some number"],
        [{ rpId, userVerification: "never" }, "userVerification: expected "],
        [{ rpId, allowCredentials: ["a", ""] }, "allowCredentials.1: expected a non-empty string, got an empty text"]
      ])("names what is wrong with %j", async (request, words) => {
        const { error } = await world.page.authenticate(request)
        expect(error).toMatchObject({ _tag: "InvalidInput", operation: "Authentication.options", attempts: 0 })
        expect(error.message).toContain(words)
      })
    })

    describe("an abort", () => {
      it.each(everyStep)("during %s ends the ceremony, and the next one works", async (abortAt) => {
        await register()
        if (abortAt === "authenticator") await world.device.ignoreNext()
        else await slowly(abortAt)
        const told = await world.page.authenticate({ rpId }, { abortAt })
        expect(told).toEqual({ progress: everyStep.slice(0, everyStep.indexOf(abortAt) + 1), aborted: true })
        await world.emulator.clearFaults()
        expect((await world.page.authenticate({ rpId })).error).toBeUndefined()
      })

      it("ends a waiting autofill", async () => {
        await register()
        await world.device.ignoreNext()
        const told = await world.page.authenticate({ rpId, mediation: "conditional" }, { abortAt: "authenticator" })
        expect(told.aborted).toBe(true)
        expect((await world.page.authenticate({ rpId })).error).toBeUndefined()
      })
    })

    describe("a second ceremony", () => {
      it.each(everyStep)("takes the place of one during %s", async (replaceAt) => {
        await register()
        if (replaceAt === "authenticator") await world.device.ignoreNext()
        else await slowly(replaceAt)
        const { error, progress, second } = await world.page.authenticate({ rpId }, { replaceAt })
        expect(error).toMatchObject({ _tag: "CeremonyCancelled", by: "ceremony", operation: "Ceremony.authenticate" })
        expect(progress).toEqual(everyStep.slice(0, everyStep.indexOf(replaceAt) + 1))
        expect(second?.error).toBeUndefined()
        expect(second?.progress).toEqual(everyStep)
      })

      it("takes the place of a waiting autofill", async () => {
        await register()
        await world.device.ignoreNext()
        const told = await world.page.authenticate({ rpId, mediation: "conditional" }, { replaceAt: "authenticator" })
        expect(told.error).toMatchObject({ _tag: "CeremonyCancelled", by: "ceremony" })
        expect(told.second?.error).toBeUndefined()
      })
    })

    describe("when the API fails", () => {
      it.each([
        [{ kind: "status", status: 503 }, "ServerError"],
        [{ kind: "truncate" }, "TransportError"],
        [{ kind: "malform" }, "UnexpectedResponse"]
      ] as const)("with %j, the next login works", async (fault, _tag) => {
        await register()
        await world.emulator.inject({ fault, operation: "Authentication.options", times: 1 })
        const first = await world.page.authenticate({ rpId })
        expect(first.error).toMatchObject({ _tag, operation: "Authentication.options", attempts: 1 })
        expect(first.progress).toEqual(["options"])
        await world.emulator.inject({ fault, operation: "Authentication.verify", times: 1 })
        const second = await world.page.authenticate({ rpId })
        expect(second.error).toMatchObject({ _tag, operation: "Authentication.verify", attempts: 1 })
        expect(second.progress).toEqual(everyStep)
        expect((await world.page.authenticate({ rpId })).error).toBeUndefined()
      })

      it("for having been asked too often, it is asked again", async () => {
        await register()
        const fault = { kind: "status", status: 429, retryAfter: 0 } as const
        await world.emulator.inject({ fault, operation: "Authentication.options", times: 2 })
        expect((await world.page.authenticate({ rpId })).error).toBeUndefined()
        await world.emulator.inject({ fault, operation: "Authentication.options", times: 3 })
        expect((await world.page.authenticate({ rpId })).error).toMatchObject({ _tag: "RateLimited", attempts: 3 })
      })
    })

    describe("a signal", () => {
      it("with a look-up tells the device to forget a passkey, as long as the vault holds it", async () => {
        const { id } = await register()
        expect(await world.page.signal("unknownCredential", { passkeyId: id })).toEqual({ progress: [] })
        expect(await world.device.passkeys()).toEqual([])
        const { error } = await world.page.signal("unknownCredential", { passkeyId: "another" })
        expect(error).toMatchObject({ _tag: "NotFound", operation: "Lookups.credential", attempts: 1, status: 404 })
      })

      it("tells the device which passkeys are good, and it forgets the others of the user", async () => {
        const other = await register({ userId: "user_02", username: "grace@example.com" })
        const { credential, id } = await register()
        const { userId } = credential
        expect(await world.page.signal("allAcceptedCredentials", { passkeyIds: [id, "another"] })).toEqual({
          progress: []
        })
        expect(await world.device.passkeys()).toHaveLength(2)
        const allAcceptedCredentialIds = [other.credential.id]
        await world.page.signal("allAcceptedCredentials", { rpId, userId, allAcceptedCredentialIds })
        expect(await world.device.passkeys()).toMatchObject([{ credentialId: other.credential.id }])
      })

      it("reaches the device while an autofill waits, which goes on waiting", async () => {
        const other = await register({ userId: "user_02", username: "grace@example.com" })
        const { credential } = await register()
        await world.device.ignoreNext()
        const waiting = world.page.authenticate({ rpId, mediation: "conditional" })
        await new Promise((resolve) => setTimeout(resolve, 400))
        const told = await world.page.signal("unknownCredential", { rpId, credentialId: credential.id })
        expect(told).toEqual({ progress: [] })
        expect(await world.device.passkeys()).toMatchObject([{ credentialId: other.credential.id }])
        // Nothing takes the question back where there is no browser.
        if (isBrowser) expect(values(await waiting).principal.userId).toBe("user_02")
      })

      it("tells the device what the user is called", async () => {
        const { id, credential } = await register()
        const names = { name: "countess@example.com", displayName: "Ada Lovelace" }
        expect(await world.page.signal("currentUserDetails", { passkeyId: id, ...names })).toEqual({ progress: [] })
        const { rpId, userId } = credential
        expect(await world.page.signal("currentUserDetails", { rpId, userId, ...names })).toEqual({ progress: [] })
      })

      it.each([
        [
          "unknownCredential",
          { rpId, credentialId: "not base64url" },
          "credentialId: expected a base64url text, got some text"
        ],
        ["unknownCredential", { rpId }, "credentialId: is missing"],
        ["unknownCredential", { passkeyId: ".." }, "passkeyId: expected a non-empty, well-formed text"],
        ["allAcceptedCredentials", { passkeyIds: [] }, "passkeyIds: expected an array with at least one string."],
        ["allAcceptedCredentials", { passkeyIds: ["a,b"] }, "passkeyIds.0: expected a non-empty, well-formed text"],
        ["currentUserDetails", { passkeyId: "a" }, "name: is missing; displayName: is missing"]
      ] as const)("%s names what is wrong with %j", async (signal, details, words) => {
        const { error } = await world.page.signal(signal, details)
        expect(error).toMatchObject({ _tag: "InvalidInput", attempts: 0 })
        expect(error.message).toContain(words)
      })
    })

    it("tells what it can do", async () => {
      expect(await world.page.capabilities()).toEqual({
        passkeys: true,
        autofill: true,
        platformAuthenticator: true,
        signals: { unknownCredential: true, allAcceptedCredentials: true, currentUserDetails: true }
      })
    })

    /** Lets the next request of this step take long. */
    const slowly = (step: "options" | "verification") =>
      world.emulator.inject({
        fault: { kind: "latency", milliseconds: 2_000 },
        operation: step === "options" ? "Authentication.options" : "Authentication.verify",
        times: 1
      })
  })
}
