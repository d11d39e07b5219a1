/** The generator's parts. `docs/docs.test.ts` checks that what it generates is up to date, and that the examples compile. */
import { Endpoints } from "@passlock-sdk/contract"
import { assert, describe, it } from "vitest"
import { comment, shortComment } from "../scripts/comments.js"
import { exampleFromProgram, exampleFromRequest, programs, toPlain } from "../scripts/programs.js"

const everyProgram = Array.from(programs.values()).flat()

describe("the documented methods", () => {
  it("include every operation, the stream and the verification of id_tokens", () => {
    assert.sameMembers(
      everyProgram.map(({ operation }) => operation),
      [...Endpoints.all.map(({ operation }) => operation), "Passkeys.stream", "Principals.verifyIdToken"]
    )
  })

  it.each(Endpoints.all.map(({ authentication, operation }) => [operation, authentication] as const))(
    "show %s with the client that has it",
    (operation, authentication) => {
      const { documentation } = everyProgram.find((program) => program.operation === operation) ?? assert.fail()
      const client = authentication === "apiKey" ? "new Passlock()" : 'new PasslockTenancy({ tenancyId: "my-tenancy" })'
      assert.include(documentation.example, `const passlock = ${client}`)
      assert.match(documentation.example ?? "", new RegExp(`passlock(\\.safe)?\\.${toPlain(operation)}\\(`))
    }
  )
})

describe("the example of a method", () => {
  it("is the program's, if the program is only called", () => {
    const program = `import { Registration, type RegistrationResponseJSON } from "@passlock-sdk/effect"

export const verify = (sessionToken: string, response: RegistrationResponseJSON) =>
  Registration.verify({ sessionToken, response })

export const options = Registration.options({ registrationToken: "token" })`
    assert.strictEqual(
      exampleFromProgram(program, true),
      `import { PasslockTenancy, type RegistrationResponseJSON } from "@passlock-sdk/promise"

const passlock = new PasslockTenancy({ tenancyId: "my-tenancy" })

export const verify = (sessionToken: string, response: RegistrationResponseJSON) =>
  passlock.registration.verify({ sessionToken, response })

export const options = () => passlock.registration.options({ registrationToken: "token" })`
    )
  })

  it.each([
    [
      "pipes the program",
      'import { Passkeys } from "@passlock-sdk/effect"\n\nexport const ids = Passkeys.list().pipe(f)'
    ],
    ["has no program", 'import * as Effect from "effect/Effect"'],
    ["is empty", ""]
  ])("is none of the program's when that one %s", (_, program) => {
    assert.isUndefined(exampleFromProgram(program, false))
  })

  it("can be the endpoint's example request", () => {
    assert.strictEqual(
      exampleFromRequest("Passkeys.update", false),
      `import { Passlock } from "@passlock-sdk/promise"

const passlock = new Passlock()

console.log(await passlock.passkeys.update({"passkeyId":"passkey_01","username":"ada@example.com"}))`
    )
  })
})

describe("the text of a program", () => {
  it("names methods instead of programs, and strings instead of Redacted", () => {
    assert.strictEqual(
      toPlain("`code` is the exchange code, a string or `Redacted`. Pass it to `Principals.exchange`."),
      "`code` is the exchange code. Pass it to `principals.exchange`."
    )
    assert.strictEqual(
      toPlain("`challengeId`, `secret`: from the session. `secret` is a string or `Redacted`."),
      "`challengeId`, `secret`: from the session."
    )
  })
})

describe("a comment", () => {
  const long = `${"word ".repeat(30)}\`GET /v2/{tenancyId}/passkeys/\` ${"word ".repeat(30)}`.trim()

  it("breaks a text into lines of at most 120 characters, but not inside code", () => {
    const text = comment(
      {
        blocks: [
          { kind: "paragraph", text: long },
          { kind: "list", items: [long, "short"] }
        ],
        example: "a()\n\nb()"
      },
      ["@since 0.1.0"],
      "  "
    )
    const lines = text.split("\n")
    assert.isAbove(lines.length, 10)
    for (const line of lines) {
      assert.isAtMost(line.length, 120)
      assert.match(line, /^ {2}(\/\*\*$| \*( |\/?$))/)
    }
    assert.strictEqual(text.match(/`GET \/v2\/\{tenancyId\}\/passkeys\/`/g)?.length, 2)
    assert.include(text, "\n   * - word word")
    assert.include(text, "\n   *   word word")
    assert.include(
      text,
      "\n   * - short\n   *\n   * @example\n   * ```ts\n   * a()\n   *\n   * b()\n   * ```\n   *\n   * @since 0.1.0\n   */"
    )
  })

  it("is on one line if it fits", () => {
    assert.strictEqual(shortComment("The ID.", "  "), "  /** The ID. */")
    assert.match(shortComment(long, "  "), /^ {2}\/\*\*\n {3}\* word .*\n {3}\*\/$/s)
  })
})
