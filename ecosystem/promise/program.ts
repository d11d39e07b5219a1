/** An application, compiled and run as an ES module and as CommonJS. Its settings come from the environment. */
import {
  type CallOptions,
  type Challenge,
  InvalidChallengeCode,
  isPasslockError,
  NotFound,
  Passlock,
  PasslockTenancy
} from "@passlock-sdk/promise"

const check = (condition: boolean, what: string) => {
  if (!condition) throw new Error(`expected ${what}`)
}

const options: CallOptions = { timeout: 5_000, signal: AbortSignal.timeout(10_000) }

const verifyEmail = async (passlock: Passlock): Promise<Challenge> => {
  const { challenge } = await passlock.challenges.create(
    { email: "ada@example.com", purpose: "signup", skipRateLimit: true },
    options
  )
  const { challengeId, code, secret } = challenge
  const wrong = await passlock.safe.challenges.verify({ challengeId, secret, code: code === "000000" ? "1" : "000000" })
  check(!wrong.success && wrong.error instanceof InvalidChallengeCode, "an InvalidChallengeCode")
  return (await passlock.challenges.verify({ challengeId, secret, code })).challenge
}

const main = async () => {
  await using passlock = new Passlock()
  check((await verifyEmail(passlock)).email === "ada@example.com", "the email address")

  try {
    await passlock.passkeys.get({ passkeyId: "none" })
    check(false, "a rejection")
  } catch (error) {
    check(error instanceof NotFound && error instanceof Error && isPasslockError(error), "a NotFound")
    const { stack = "" } = error as Error
    check(/^NotFound: Passkeys\.get: .*\n +at .*program\.[cm]js/.test(stack), `the caller's line, not ${stack}`)
    check(String((error as Error).constructor.name) === "NotFound", "the class's name")
  }

  for await (const passkey of passlock.passkeys.stream()) check(passkey._tag === "PasskeySummary", "a passkey")
  const { headers, status } = await passlock.withResponse.passkeys.list()
  check(status === 200 && headers["content-type"] === "application/json", "the response")

  const tenancy = new PasslockTenancy()
  // @ts-expect-error The vault needs an API key.
  check(tenancy.passkeys.list === undefined, "no vault")
  const exchanged = await tenancy.safe.passkeys.exchangeUpdate({ updatePasskeysToken: "none" })
  check(!exchanged.success && exchanged.error._tag === "BadRequest", "a BadRequest")
  const { sessionToken } = await tenancy.authentication.options({ rpId: "example.com" })
  check(sessionToken.length > 0, "a session")
}

main().then(() => console.log("the program ran"))
