/** Ceremonies and signals, with the same results for both entry points in every environment. */
import { Authentication, Passkeys } from "@passlock-sdk/effect"
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

      it("waits in the autofill when the server authorized a conditional authentication", async () => {
        await register()
        const authorize = (timeout?: number) =>
          environment.run(
            Authentication.authorize({
              rpId,
              discoverable: true,
              mediation: "conditional",
              ...(timeout && { timeout })
            })
          )
        const { authenticationToken } = await authorize()
        const result = await environment.page.authenticate({ authenticationToken })
        expect(result.progress).toEqual(allSteps)
        expect(valueOf(result).principal.userId).toBe("user_01")
        // A dialog would end with CeremonyTimeout before the abort.
        const second = await authorize(10)
        await environment.device.ignoreNext()
        const pending = { authenticationToken: second.authenticationToken }
        const aborted = await environment.page.authenticate(pending, { abortAt: "authenticator" })
        expect(aborted).toEqual({ progress: ["options", "authenticator"], aborted: true })
      })

      it("shows a dialog when the server authorized a discoverable authentication without mediation", async () => {
        await register()
        const request = { rpId, discoverable: true, timeout: 300 }
        const first = await environment.run(Authentication.authorize({ ...request, timeout: 60_000 }))
        const result = await environment.page.authenticate({ authenticationToken: first.authenticationToken })
        expect(valueOf(result).principal.userId).toBe("user_01")
        const second = await environment.run(Authentication.authorize(request))
        await environment.device.ignoreNext()
        const { error } = await environment.page.authenticate({ authenticationToken: second.authenticationToken })
        expect(error).toMatchObject({ _tag: "CeremonyTimeout", milliseconds: 300 })
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

    describe("passkeys", () => {
      const instructionsOf = (kind: "Update" | "Deletion" | "Pruning", instructions: ReadonlyArray<object>) => ({
        _tag: `Passkey${kind}Instructions`,
        instructions,
        warnings: []
      })

      it("delete removes a passkey from the device that the server deleted, and fails with BadRequest when the token is used", async () => {
        const other = await register({ userId: "user_02", username: "grace@example.com" })
        const { credential, id } = await register()
        const prepared = await environment.run(Passkeys.prepareDeletion({ passkeyIds: [id, "another"] }))
        const request = { deletePasskeysToken: prepared.deletePasskeysToken }
        expect(await environment.device.passkeys()).toHaveLength(2)
        const { error, value } = await environment.page.passkeys("delete", request)
        expect(error).toBeUndefined()
        const instruction = { rpId, userId: credential.userId, credentialId: credential.id }
        expect(value).toEqual({
          signals: [{ instruction, signalled: true }],
          warnings: [{ code: "PASSKEY_NOT_FOUND", message: expect.any(String), passkeyId: "another" }]
        })
        expect(await environment.device.passkeys()).toMatchObject([{ credentialId: other.credential.id }])
        expect((await environment.page.passkeys("delete", request)).error).toMatchObject({
          _tag: "BadRequest",
          operation: "Passkeys.exchangeDeletion",
          attempts: 1,
          status: 400
        })
      })

      it("update shows the name that the server prepared", async () => {
        await register()
        const names = { username: "countess@example.com", displayName: "Ada Lovelace" }
        const { updatePasskeysToken } = await environment.run(Passkeys.prepareUpdate({ userId: "user_01", ...names }))
        const { value } = await environment.page.passkeys("update", { updatePasskeysToken })
        expect(value).toMatchObject({ signals: [{ instruction: { rpId, ...names }, signalled: true }], warnings: [] })
        expect(await environment.device.passkeys()).toMatchObject([
          { name: "countess@example.com", displayName: "Ada Lovelace" }
        ])
      })

      it("update shows the username when the instruction has no displayName", async () => {
        const { userId } = (await register({ displayName: "Ada" })).credential
        const instruction = { rpId, userId, username: "countess@example.com" }
        await environment.respondNext("passkeys/update/exchange", instructionsOf("Update", [instruction]))
        const { value } = await environment.page.passkeys("update", { updatePasskeysToken: "token" })
        expect(value).toEqual({ signals: [{ instruction, signalled: true }], warnings: [] })
        expect(await environment.device.passkeys()).toMatchObject([
          { name: "countess@example.com", displayName: "countess@example.com" }
        ])
      })

      it("update returns the warning of the server for a user without passkeys", async () => {
        const request = { userId: "user_03", username: "nobody@example.com" }
        const { updatePasskeysToken } = await environment.run(Passkeys.prepareUpdate(request))
        const { value } = await environment.page.passkeys("update", { updatePasskeysToken })
        expect(value).toMatchObject({ signals: [], warnings: [{ code: "NO_PASSKEYS_FOUND" }] })
      })

      it("prune removes a passkey from the device that is not among the accepted ones", async () => {
        const other = await register({ userId: "user_02", username: "grace@example.com" })
        const { credential } = await register()
        const keep = (ids: ReadonlyArray<string>) => ({
          rpId,
          userId: credential.userId,
          allAcceptedCredentialIds: ids
        })
        for (const [ids, left] of [
          [[credential.id, "YW5vdGhlcg"], 2],
          [["YW5vdGhlcg"], 1]
        ] as const) {
          await environment.respondNext("passkeys/prune/exchange", instructionsOf("Pruning", [keep(ids)]))
          const { value } = await environment.page.passkeys("prune", { prunePasskeysToken: "token" })
          expect(value).toEqual({ signals: [{ instruction: keep(ids), signalled: true }], warnings: [] })
          expect(await environment.device.passkeys()).toHaveLength(left)
        }
        expect(await environment.device.passkeys()).toMatchObject([{ credentialId: other.credential.id }])
      })

      it("prune removes a passkey from the device that the server deleted, once the user has another one", async () => {
        const other = await register({ userId: "user_02", username: "grace@example.com" })
        const { credential, id } = await register()
        await environment.server.passkeys.delete({ passkeyId: id })
        const [seeded] = await environment.emulator.seed([{ userId: "user_01", username: "ada@example.com", rpId }])
        const { prunePasskeysToken } = await environment.run(Passkeys.preparePruning({ userId: "user_01" }))
        const { value } = await environment.page.passkeys("prune", { prunePasskeysToken })
        const instruction = {
          rpId,
          userId: credential.userId,
          allAcceptedCredentialIds: [seeded?.passkey.credential.id]
        }
        expect(value).toEqual({ signals: [{ instruction, signalled: true }], warnings: [] })
        expect(await environment.device.passkeys()).toMatchObject([{ credentialId: other.credential.id }])
      })

      it("prune does not signal an instruction without accepted passkeys, unless the page passes it to the signal", async () => {
        const { credential } = await register()
        const instruction = { rpId, userId: credential.userId, allAcceptedCredentialIds: [] }
        await environment.respondNext("passkeys/prune/exchange", instructionsOf("Pruning", [instruction]))
        const { value } = await environment.page.passkeys("prune", { prunePasskeysToken: "token" })
        const warning = { code: "EMPTY_SIGNAL_PAYLOAD", message: expect.stringContaining("would hide all passkeys") }
        expect(value).toEqual({ signals: [{ instruction, signalled: false, warning }], warnings: [] })
        expect(await environment.device.passkeys()).toHaveLength(1)
        expect(await environment.page.signal("allAcceptedCredentials", instruction)).toEqual({ progress: [] })
        expect(await environment.device.passkeys()).toEqual([])
      })

      it("signals the other instructions when the browser rejects one", async () => {
        const one = await register()
        const two = await register({ userId: "user_02", username: "grace@example.com" })
        const instruction = (passkey: Passkey, changes: object = {}) => {
          const { id, rpId, userId } = passkey.credential
          return { rpId, userId, credentialId: id, ...changes }
        }
        const foreign = instruction(one, { rpId: "example.com" })
        const instructions = [foreign, instruction(one), foreign, instruction(two)]
        await environment.respondNext("passkeys/delete/exchange", instructionsOf("Deletion", instructions))
        const { value } = await environment.page.passkeys("delete", { deletePasskeysToken: "token" })
        const warning = { code: "BROWSER_SIGNAL_FAILED", message: expect.stringContaining("SecurityError") }
        const failed = { instruction: foreign, signalled: false, warning }
        expect(value).toEqual({
          signals: [
            failed,
            { instruction: instruction(one), signalled: true },
            failed,
            { instruction: instruction(two), signalled: true }
          ],
          warnings: []
        })
        expect(await environment.device.passkeys()).toEqual([])
      })

      it("delete reaches the device during an autofill, which stays pending", async () => {
        const passkeys = [
          await register({ userId: "user_02", username: "grace@example.com" }),
          await register({ userId: "user_03", username: "alan@example.com" }),
          await register()
        ]
        const passkeyIds = passkeys.slice(1).map(({ id }) => id)
        const { deletePasskeysToken } = await environment.run(Passkeys.prepareDeletion({ passkeyIds }))
        await environment.device.ignoreNext()
        const pending = environment.page.authenticate({ rpId, mediation: "conditional" })
        await optionsRequest()
        // The page calls the device.
        await new Promise((resolve) => setTimeout(resolve, 300))
        const { value } = await environment.page.passkeys("delete", { deletePasskeysToken })
        expect(value).toMatchObject({ signals: [{ signalled: true }, { signalled: true }] })
        expect(await environment.device.passkeys()).toMatchObject([{ credentialId: passkeys[0]?.credential.id }])
        // Without a browser, nothing restarts the request.
        if (hasBrowser) expect(valueOf(await pending).principal.userId).toBe("user_02")
      })

      it("an abort ends the exchange", async () => {
        const { id } = await register()
        const { deletePasskeysToken } = await environment.run(Passkeys.prepareDeletion({ passkeyIds: [id] }))
        const fault = { kind: "latency", milliseconds: 60_000 } as const
        await environment.emulator.inject({ fault, operation: "Passkeys.exchangeDeletion", times: 1 })
        expect(await environment.page.passkeys("delete", { deletePasskeysToken }, 250)).toEqual({
          progress: [],
          aborted: true
        })
        expect(await environment.device.passkeys()).toHaveLength(1)
      })

      it.each([
        ["update", "Passkeys.exchangeUpdate", "updatePasskeysToken"],
        ["delete", "Passkeys.exchangeDeletion", "deletePasskeysToken"],
        ["prune", "Passkeys.exchangePruning", "prunePasskeysToken"]
      ] as const)("%s fails with InvalidInput without a token", async (name, operation, path) => {
        for (const [request, message] of [
          [{}, "is missing"],
          [{ [path]: "" }, "expected a non-empty string, got empty string"],
          [{ [path]: 7 }, "expected a non-empty string, got number"]
        ] as const) {
          const { error } = await environment.page.passkeys(name, request)
          expect(error).toMatchObject({ _tag: "InvalidInput", operation, attempts: 0, issues: [{ path, message }] })
        }
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
