/** Ceremonies and signals, with the same results for both entry points in every environment. */
import type { Passkey } from "@passlock-sdk/promise"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { Environment, EnvironmentFactory } from "./environments.js"
import type { Result } from "./pages.js"

const rpId = "localhost"
const allSteps = ["options", "authenticator", "verification"] as const

const valueOf = (result: Result) => result.value as { code: string; idToken: string; principal: Record<string, string> }

export const ceremonySuite = ({ create, hasBrowser, name }: EnvironmentFactory): void => {
  describe(name, () => {
    let environment: Environment
    beforeEach(async () => {
      environment = await create()
    })
    afterEach(() => environment.close())

    const prepare = async (changes: object = {}): Promise<{ readonly registrationToken: string }> => {
      const request = { rpId, userId: "user_01", username: "ada@example.com", ...changes }
      const { registrationToken } = await environment.server.registration.prepare(request)
      return { registrationToken }
    }

    /** Registers a passkey and returns it from the vault. */
    const register = async (changes?: object): Promise<Passkey> => {
      const result = await environment.page.register(await prepare(changes))
      expect(result.error).toBeUndefined()
      return environment.server.passkeys.get({ passkeyId: valueOf(result).principal.authenticatorId ?? "" })
    }

    describe("register", () => {
      it("returns a code and an id_token, and stores a passkey on the device and in the vault", async () => {
        const result = await environment.page.register(await prepare())
        expect(result.progress).toEqual(allSteps)
        expect(Object.keys(valueOf(result)).sort()).toEqual(["code", "idToken", "principal"])
        const { code, idToken, principal } = valueOf(result)
        expect((await environment.server.principals.exchange({ code })).userId).toBe("user_01")
        expect((await environment.server.principals.verifyIdToken({ token: idToken })).userId).toBe("user_01")
        const { credential } = await environment.server.passkeys.get({ passkeyId: principal.authenticatorId ?? "" })
        expect(await environment.device.passkeys()).toMatchObject([
          { credentialId: credential.id, rpId, userId: credential.userId }
        ])
      })

      it("fails with PasskeyAlreadyRegistered when the device has one of the excluded passkeys", async () => {
        const { id } = await register()
        const { error, progress } = await environment.page.register(await prepare({ excludeCredentials: [id] }))
        expect(error).toMatchObject({ _tag: "PasskeyAlreadyRegistered", operation: "Ceremony.register" })
        expect(progress).toEqual(["options", "authenticator"])
        expect(await environment.device.passkeys()).toHaveLength(1)
      })

      it("fails with BadRequest when the token is used", async () => {
        const request = await prepare()
        await environment.page.register(request)
        const { error, progress } = await environment.page.register(request)
        expect(error).toMatchObject({ _tag: "BadRequest", operation: "Registration.options", attempts: 1 })
        expect(progress).toEqual(["options"])
      })

      it.each([
        [{}, [{ path: "registrationToken", message: "is missing" }]],
        [
          { registrationToken: "" },
          [{ path: "registrationToken", message: "expected a non-empty string, got empty string" }]
        ],
        [{ registrationToken: 7 }, [{ path: "registrationToken", message: "expected a non-empty string, got number" }]]
      ])("fails with InvalidInput for %j", async (request, issues) => {
        const { error } = await environment.page.register(request)
        expect(error).toMatchObject({ _tag: "InvalidInput", operation: "Registration.options", attempts: 0, issues })
      })
    })

    describe("authenticate", () => {
      it("returns a code for a relying party", async () => {
        const { id } = await register()
        const result = await environment.page.authenticate({ rpId })
        expect(result.progress).toEqual(allSteps)
        expect(valueOf(result).principal).toEqual({ authenticatorId: id, userId: "user_01" })
        expect((await environment.server.principals.exchange({ code: valueOf(result).code })).authenticatorId).toBe(id)
      })

      it("returns a code for a prepared token, and fails with BadRequest when the token is used", async () => {
        await register()
        const { authenticationToken } = await environment.server.authentication.prepare({ rpId, userId: "user_01" })
        expect(valueOf(await environment.page.authenticate({ authenticationToken })).principal.userId).toBe("user_01")
        const { error } = await environment.page.authenticate({ authenticationToken })
        expect(error).toMatchObject({ _tag: "BadRequest", operation: "Authentication.options" })
      })

      it("returns a code with conditional mediation", async () => {
        await register()
        const result = await environment.page.authenticate({ rpId, mediation: "conditional" })
        expect(result.progress).toEqual(allSteps)
        expect(valueOf(result).principal.userId).toBe("user_01")
      })

      it("fails with OrphanedPasskey when the passkey is not in the vault, and a signal removes it from the device", async () => {
        const { credential, id } = await register()
        await environment.server.passkeys.delete({ passkeyId: id })
        const { error } = await environment.page.authenticate({ rpId })
        expect(error).toMatchObject({
          _tag: "OrphanedPasskey",
          operation: "Authentication.verify",
          attempts: 1,
          status: 400,
          credentialId: credential.id,
          rpId
        })
        expect(await environment.device.passkeys()).toHaveLength(1)
        expect(await environment.page.signal("unknownCredential", error)).toEqual({ progress: [] })
        expect(await environment.device.passkeys()).toEqual([])
      })

      it("fails with CeremonyCancelled when the user cancels", async () => {
        await register()
        await environment.device.cancelNext()
        const { error, progress } = await environment.page.authenticate({ rpId, userVerification: "required" })
        expect(error).toMatchObject({ _tag: "CeremonyCancelled", by: "user", operation: "Ceremony.authenticate" })
        expect(progress).toEqual(["options", "authenticator"])
        expect((await environment.page.authenticate({ rpId, userVerification: "discouraged" })).error).toBeUndefined()
      })

      it("fails with CeremonyTimeout when the user does not respond in time", async () => {
        await register()
        await environment.device.ignoreNext()
        const { error } = await environment.page.authenticate({ rpId, timeout: 300 })
        expect(error).toMatchObject({ _tag: "CeremonyTimeout", milliseconds: 300 })
        expect((await environment.page.authenticate({ rpId })).error).toBeUndefined()
      })

      it.each([
        [{}, "authenticationToken: is missing"],
        [{ rpId: "" }, "rpId: expected a non-empty string, got empty string"],
        [{ rpId, timeout: 0 }, "timeout: expected a number of milliseconds above 0, got number"],
        [{ rpId, userVerification: "never" }, "userVerification: expected "],
        [{ rpId, allowCredentials: ["a", ""] }, "allowCredentials.1: expected a non-empty string, got empty string"]
      ])("fails with InvalidInput for %j", async (request, message) => {
        const { error } = await environment.page.authenticate(request)
        expect(error).toMatchObject({ _tag: "InvalidInput", operation: "Authentication.options", attempts: 0 })
        expect(error.message).toContain(message)
      })
    })

    describe("abort", () => {
      it.each(allSteps)("during the step %s cancels the ceremony, and the next one succeeds", async (abortAt) => {
        await register()
        if (abortAt === "authenticator") await environment.device.ignoreNext()
        else await delayStep(abortAt)
        const result = await environment.page.authenticate({ rpId }, { abortAt })
        expect(result).toEqual({ progress: allSteps.slice(0, allSteps.indexOf(abortAt) + 1), aborted: true })
        await environment.emulator.clearFaults()
        expect((await environment.page.authenticate({ rpId })).error).toBeUndefined()
      })

      it("cancels a pending autofill", async () => {
        await register()
        await environment.device.ignoreNext()
        const result = await environment.page.authenticate(
          { rpId, mediation: "conditional" },
          { abortAt: "authenticator" }
        )
        expect(result.aborted).toBe(true)
        expect((await environment.page.authenticate({ rpId })).error).toBeUndefined()
      })
    })

    describe("a second ceremony", () => {
      it.each(allSteps)("cancels the first during its step %s, and succeeds", async (supersedeAt) => {
        await register()
        if (supersedeAt === "authenticator") await environment.device.ignoreNext()
        else await delayStep(supersedeAt)
        const { error, progress, second } = await environment.page.authenticate({ rpId }, { supersedeAt })
        expect(error).toMatchObject({ _tag: "CeremonyCancelled", by: "ceremony", operation: "Ceremony.authenticate" })
        expect(progress).toEqual(allSteps.slice(0, allSteps.indexOf(supersedeAt) + 1))
        expect(second?.error).toBeUndefined()
        expect(second?.progress).toEqual(allSteps)
      })

      it("cancels a pending autofill, and succeeds", async () => {
        await register()
        await environment.device.ignoreNext()
        const result = await environment.page.authenticate(
          { rpId, mediation: "conditional" },
          { supersedeAt: "authenticator" }
        )
        expect(result.error).toMatchObject({ _tag: "CeremonyCancelled", by: "ceremony" })
        expect(result.second?.error).toBeUndefined()
      })
    })

    describe("a failing API", () => {
      it.each([
        ["status 503", "ServerError", { kind: "status", status: 503 }],
        ["truncate", "TransportError", { kind: "truncate" }],
        ["malform", "UnexpectedResponse", { kind: "malform" }]
      ] as const)(
        "with the fault %s makes the login fail with %s, and the next one succeeds",
        async (_, _tag, fault) => {
          await register()
          await environment.emulator.inject({ fault, operation: "Authentication.options", times: 1 })
          const first = await environment.page.authenticate({ rpId })
          expect(first.error).toMatchObject({ _tag, operation: "Authentication.options", attempts: 1 })
          expect(first.progress).toEqual(["options"])
          await environment.emulator.inject({ fault, operation: "Authentication.verify", times: 1 })
          const second = await environment.page.authenticate({ rpId })
          expect(second.error).toMatchObject({ _tag, operation: "Authentication.verify", attempts: 1 })
          expect(second.progress).toEqual(allSteps)
          expect((await environment.page.authenticate({ rpId })).error).toBeUndefined()
        }
      )

      it("with status 429 is retried twice, then fails with RateLimited", async () => {
        await register()
        const fault = { kind: "status", status: 429, retryAfter: 0 } as const
        await environment.emulator.inject({ fault, operation: "Authentication.options", times: 2 })
        expect((await environment.page.authenticate({ rpId })).error).toBeUndefined()
        await environment.emulator.inject({ fault, operation: "Authentication.options", times: 3 })
        expect((await environment.page.authenticate({ rpId })).error).toMatchObject({
          _tag: "RateLimited",
          attempts: 3
        })
      })
    })

    describe("signals", () => {
      it("unknownCredential looks a passkeyId up and removes the passkey, or fails with NotFound", async () => {
        const { id } = await register()
        expect(await environment.page.signal("unknownCredential", { passkeyId: id })).toEqual({ progress: [] })
        expect(await environment.device.passkeys()).toEqual([])
        const { error } = await environment.page.signal("unknownCredential", { passkeyId: "another" })
        expect(error).toMatchObject({ _tag: "NotFound", operation: "Lookups.credential", attempts: 1, status: 404 })
      })

      it("allAcceptedCredentials removes the other passkeys of the user", async () => {
        const other = await register({ userId: "user_02", username: "grace@example.com" })
        const { credential, id } = await register()
        const { userId } = credential
        // An unknown ID could be a typo, and the device would remove that passkey.
        expect(await environment.page.signal("allAcceptedCredentials", { passkeyIds: [id, "another"] })).toMatchObject({
          error: { _tag: "NotFound" }
        })
        expect(await environment.page.signal("allAcceptedCredentials", { passkeyIds: [id] })).toEqual({ progress: [] })
        expect(await environment.device.passkeys()).toHaveLength(2)
        const allAcceptedCredentialIds = [other.credential.id]
        await environment.page.signal("allAcceptedCredentials", { rpId, userId, allAcceptedCredentialIds })
        expect(await environment.device.passkeys()).toMatchObject([{ credentialId: other.credential.id }])
      })

      it("unknownCredential reaches the device during an autofill, which stays pending", async () => {
        const other = await register({ userId: "user_02", username: "grace@example.com" })
        const { credential } = await register()
        await environment.device.ignoreNext()
        const pending = environment.page.authenticate({ rpId, mediation: "conditional" })
        await optionsRequest()
        // The page calls the device.
        await new Promise((resolve) => setTimeout(resolve, 300))
        const result = await environment.page.signal("unknownCredential", { rpId, credentialId: credential.id })
        expect(result).toEqual({ progress: [] })
        expect(await environment.device.passkeys()).toMatchObject([{ credentialId: other.credential.id }])
        // Without a browser, nothing restarts the request.
        if (hasBrowser) expect(valueOf(await pending).principal.userId).toBe("user_02")
      })

      it("currentUserDetails succeeds with a passkeyId and with a user handle", async () => {
        const { id, credential } = await register()
        const names = { name: "countess@example.com", displayName: "Ada Lovelace" }
        expect(await environment.page.signal("currentUserDetails", { passkeyId: id, ...names })).toEqual({
          progress: []
        })
        const { rpId, userId } = credential
        expect(await environment.page.signal("currentUserDetails", { rpId, userId, ...names })).toEqual({
          progress: []
        })
      })

      it.each([
        [
          "unknownCredential",
          { rpId, credentialId: "not base64url" },
          "credentialId: expected a base64url string, got string"
        ],
        ["unknownCredential", { rpId }, "credentialId: is missing"],
        ["unknownCredential", { passkeyId: ".." }, "passkeyId: expected a non-empty, well-formed string"],
        ["allAcceptedCredentials", { passkeyIds: [] }, "passkeyIds: expected an array with at least one string."],
        ["allAcceptedCredentials", { passkeyIds: ["a,b"] }, "passkeyIds.0: expected a non-empty, well-formed string"],
        ["currentUserDetails", { passkeyId: "a" }, "name: is missing; displayName: is missing"]
      ] as const)("%s fails with InvalidInput for %j", async (signal, details, message) => {
        const { error } = await environment.page.signal(signal, details)
        expect(error).toMatchObject({ _tag: "InvalidInput", attempts: 0 })
        expect(error.message).toContain(message)
      })
    })

    it("capabilities reports every feature", async () => {
      expect(await environment.page.capabilities()).toEqual({
        passkeys: true,
        autofill: true,
        platformAuthenticator: true,
        signals: { unknownCredential: true, allAcceptedCredentials: true, currentUserDetails: true }
      })
    })

    /** Resolves when the page has received authentication options. */
    const optionsRequest = () =>
      vi.waitFor(
        async () => {
          const response = await environment.emulator.fetch("https://api.passlock.dev/_emulator/tenancies/emulated")
          const { requests } = (await response.json()) as { requests: ReadonlyArray<{ operation: string }> }
          expect(requests.map(({ operation }) => operation)).toContain("Authentication.options")
        },
        { timeout: 60_000 }
      )

    /** Delays the next request of this step, which a test interrupts. */
    const delayStep = (step: "options" | "verification") =>
      environment.emulator.inject({
        fault: { kind: "latency", milliseconds: 60_000 },
        operation: step === "options" ? "Authentication.options" : "Authentication.verify",
        times: 1
      })
  })
}
