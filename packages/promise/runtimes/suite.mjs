/** The tests that must pass in every runtime. They use only the language, `fetch` and the package. */

const check = (condition, what) => {
  if (!condition) throw new Error(`expected ${what}`)
}

const rejection = async (promise) => {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error("expected a rejection")
}

/**
 * `code` and `idToken` come from a registration of the user `user_01`. Nothing listens at the URL `unreachable`; the
 * server at `redirecting` redirects to `endpoint`.
 */
export const run = async (Promises, { apiKey, code, endpoint, idToken, redirecting, tenancyId, unreachable }) => {
  const { InvalidInput, isPasslockError, NotFound, Passlock, PasslockTenancy } = Promises
  const passlock = new Passlock({ tenancyId, apiKey, endpoint })
  const unresponsive = new Passlock({ tenancyId, apiKey, endpoint, fetch: () => new Promise(() => {}) })

  const tests = {
    "fails with the names of the missing settings": () => {
      try {
        new Passlock()
      } catch (error) {
        check(error instanceof InvalidInput, "an InvalidInput")
        check(error.issues.map(({ path }) => path).join() === "tenancyId,apiKey", "both settings")
        return
      }
      throw new Error("expected the constructor to throw")
    },
    "verifies an email address": async () => {
      const email = "ada@example.com"
      const { challenge } = await passlock.challenges.create({ email, purpose: "signup", skipRateLimit: true })
      const { challengeId, code, secret } = challenge
      const wrong = code === "000000" ? "111111" : "000000"
      const failed = await passlock.safe.challenges.verify({ challengeId, secret, code: wrong })
      check(!failed.success && failed.error._tag === "InvalidChallengeCode", "InvalidChallengeCode")
      const verified = await passlock.challenges.verify({ challengeId, secret, code })
      check(verified.challenge.email === email, "the email address")
    },
    "exchanges a code": async () => {
      check((await passlock.principals.exchange({ code })).userId === "user_01", "the user")
      check(
        (await rejection(passlock.principals.exchange({ code })))._tag === "InvalidCode",
        "InvalidCode for a used code"
      )
    },
    "verifies an id_token": async () => {
      const tenancy = new PasslockTenancy({ tenancyId, endpoint })
      check((await tenancy.principals.verifyIdToken({ token: idToken })).userId === "user_01", "the user")
      const forged = await rejection(tenancy.principals.verifyIdToken({ token: `${idToken.slice(0, -8)}AAAAAAAA` }))
      check(forged._tag === "InvalidIdToken" && forged.reason === "signature", "InvalidIdToken for a forged signature")
    },
    "streams the vault": async () => {
      let count = 0
      for await (const passkey of passlock.passkeys.stream()) if (passkey.userId === "user_01") count++
      check(count > 0, "a passkey")
    },
    "rejects with an error whose stack names the caller": async () => {
      const error = await rejection(passlock.passkeys.get({ passkeyId: "none" }))
      check(error instanceof NotFound && error instanceof Error && isPasslockError(error), "a NotFound")
      check(error.name === "NotFound" && String(error).startsWith("NotFound: Passkeys.get: "), "its name")
      check(/suite|worker/.test(error.stack), `the caller, not ${error.stack}`)
    },
    "returns the response": async () => {
      const { headers, status, value } = await passlock.withResponse.passkeys.list()
      check(status === 200 && value._tag === "FindAllPasskeys", "a page")
      check(headers["content-type"] === "application/json", "its headers")
    },
    "rejects with the reason of an abort": async () => {
      const controller = new AbortController()
      const rejected = rejection(unresponsive.passkeys.list({}, { signal: controller.signal }))
      controller.abort("reason")
      check((await rejected) === "reason", "the reason")
    },
    "fails with RequestTimeout": async () => {
      const error = await rejection(unresponsive.passkeys.list({}, { timeout: 50, maxRetries: 0 }))
      check(error._tag === "RequestTimeout" && error.milliseconds === 50, "a RequestTimeout")
    },
    "fails with TransportError when the connection is refused": async () => {
      const client = new Passlock({ tenancyId, apiKey, endpoint: unreachable, maxRetries: 0 })
      const error = await rejection(client.passkeys.list())
      check(error._tag === "TransportError", `a TransportError, not ${error}`)
      return `sent: ${error.sent}`
    },
    "does not follow redirects": async () => {
      const redirected = new Passlock({ tenancyId, apiKey, endpoint: redirecting })
      const error = await rejection(redirected.passkeys.list())
      check(error._tag === "UnexpectedResponse", `an UnexpectedResponse, not ${error}`)
    },
    "rejects calls after close": async () => {
      await passlock.close()
      check((await rejection(passlock.passkeys.list()))._tag === "TransportError", "a TransportError")
    }
  }

  const results = []
  for (const [name, test] of Object.entries(tests)) {
    try {
      results.push({ name, passed: true, note: (await test()) ?? "" })
    } catch (error) {
      results.push({ name, passed: false, note: String(error?.stack ?? error) })
    }
  }
  return results
}
