import { runs } from "@passlock-sdk/harness/property"
import * as FastCheck from "effect/FastCheck"
import * as Redacted from "effect/Redacted"
import { assert, describe, it } from "vitest"
import * as Examples from "../../src/Examples.js"
import { commonApiErrors, NotFound, PasskeyNotFound, type PasslockError, RateLimited } from "../../src/PasslockError.js"
import { checkApiKey } from "../../src/protocol/Request.js"
import { makeBody } from "../../src/protocol/Response.js"
import {
  changed,
  configuration,
  errorOf,
  json,
  operationOf,
  operations,
  pathsOf,
  type Reply,
  run,
  successOf,
  text
} from "../support/calls.js"

const once = { policy: { maxRetries: 0 } }

const read = (name: Parameters<typeof operationOf>[0], reply: Reply) => run(operationOf(name), [reply], once)

const failure = (name: Parameters<typeof operationOf>[0], reply: Reply): PasslockError => errorOf(read(name, reply))

describe.each(operations.map((operation) => [operation.operation, operation] as const))("%s", (name, operation) => {
  const success = successOf(name)
  const fail = (reply: Reply) => errorOf(run(operation, [reply], once))

  it.each([200, 201, 202, 299])("decodes its success on status %i", (status) => {
    assert.property(run(operation, [json(success, status)], once).result, "value")
  })

  it("ignores unknown fields", () => {
    assert.property(run(operation, [json({ ...success, novelty: { deep: [1] } })], once).result, "value")
  })

  it("fails with UnexpectedResponse that names the field when a field of the success is missing or of another kind", () => {
    let rejected = 0
    for (const path of pathsOf(success)) {
      for (const value of [undefined, null, 7, "", [], {}, true]) {
        const { result } = run(operation, [json(changed(success, path, value))], once)
        // Optional fields, and strings where any string is fine.
        if ("value" in result) continue
        rejected++
        assert.strictEqual(result.error._tag, "UnexpectedResponse")
        const field = path.filter((name) => !/^\d+$/.test(name)).at(0) ?? ""
        assert.include(result.error.message, field)
        assert.include(result.error.message, "application/json")
      }
    }
    assert.isAbove(rejected, 3)
  })

  it("fails with UnexpectedResponse after truncated JSON, with an excerpt of at most 200 characters", () => {
    const whole = JSON.stringify(success)
    const error = fail(text(whole.slice(0, whole.length / 2), 200, { "content-type": "application/json" }))
    assert.strictEqual(error._tag, "UnexpectedResponse")
    if (error._tag !== "UnexpectedResponse") return
    const excerpt = Redacted.value(error.body)
    assert.isTrue(whole.startsWith(excerpt))
    assert.isAtMost(excerpt.length, 200)
  })

  it("decodes each of its errors by the tag, on any status", () => {
    for (const ErrorClass of [...operation.errors, ...commonApiErrors]) {
      for (const status of [ErrorClass.wire.status, 200, 418, 500]) {
        const error = fail(json(Examples.error(ErrorClass), status))
        assert.isTrue(error instanceof ErrorClass)
        assert.strictEqual("status" in error ? error.status : undefined, status)
        assert.strictEqual(
          error.message,
          `${name}: ${ErrorClass.advice} Passlock says: an example of ${ErrorClass._tag}`
        )
      }
    }
  })

  it("fails with UnexpectedResponse on the error of another operation", () => {
    const isOwn = operation.errors.some((ErrorClass) => ErrorClass === NotFound)
    const error = fail(json(Examples.error(isOwn ? PasskeyNotFound : NotFound), 404))
    assert.deepInclude({ ...error }, { _tag: "UnexpectedResponse" })
    assert.include(error.message, "this operation has no such error")
  })

  it("turns any status, body and Retry-After into a value or an error without a defect", () => {
    const tags = ["@error/BadRequest", "@error/PasskeyNotFound", "@error/NotFound", "@error/Novelty", "Passkey", ""]
    const replies = FastCheck.record({
      status: FastCheck.constantFrom(0, 200, 201, 302, 400, 401, 403, 404, 409, 429, 500, 502),
      body: FastCheck.oneof(
        FastCheck.json(),
        FastCheck.string(),
        FastCheck.record({ _tag: FastCheck.constantFrom(...tags), message: FastCheck.jsonValue() }).map((body) =>
          JSON.stringify(body)
        )
      ),
      retryAfter: FastCheck.constantFrom("1", "x", "999999999", "Wed, 21 Oct 2065 07:28:00 GMT")
    })
    FastCheck.assert(
      FastCheck.property(replies, ({ body, retryAfter, status }) => {
        const { result } = run(operation, [text(body, status, { "retry-after": retryAfter })], once)
        if ("value" in result) return assert.isTrue(status >= 200 && status < 300)
        assert.isTrue(result.error.message.startsWith(`${name}: `))
        assert.notInclude(result.error.message, "undefined")
      }),
      { numRuns: runs(100) }
    )
  })
})

describe("a response without a tag", () => {
  it("is the one error of the operation with that status", () => {
    const gone = json({ message: "gone" }, 404)
    assert.strictEqual(failure("Passkeys.get", gone)._tag, "NotFound")
    assert.strictEqual(failure("Principals.exchange", gone)._tag, "InvalidCode")
    assert.include(failure("Passkeys.get", gone).message, "Passlock says: gone")
  })

  it("is unexpected if the operation has no error with that status", () => {
    assert.strictEqual(failure("Passkeys.list", json({ message: "gone" }, 404))._tag, "UnexpectedResponse")
  })

  it("is BadRequest on 400 if the operation has several errors with that status, or one with fields", () => {
    assert.strictEqual(failure("Challenges.verify", json({}, 400))._tag, "BadRequest")
    assert.strictEqual(failure("Authentication.verify", json({}, 400))._tag, "BadRequest")
  })
})

describe("an error", () => {
  it("has the request ID, redacted and cut", () => {
    const id = `req_${"x".repeat(200)}`
    const error = failure("Passkeys.get", json({ _tag: "@error/NotFound" }, 404, { "x-request-id": id }))
    assert.strictEqual(Reflect.get(error, "requestId"), `${id.slice(0, 100)}…`)
  })

  it("has its own fields", () => {
    const orphan = failure("Authentication.verify", json(Examples.error(PasskeyNotFound), 400))
    assert.deepInclude({ ...orphan }, { credentialId: "Y3JlZGVudGlhbF8wMQ", rpId: "example.com" })
    const limited = json({ _tag: "@error/ChallengeRateLimited", retryAfterSeconds: 30 }, 429)
    assert.deepInclude({ ...failure("Challenges.create", limited) }, { retryAfterSeconds: 30 })
  })

  it("redacts secrets that the server repeats in the message, in fields, in a tag or in a content type", () => {
    const secret = "3f9c2a7be1d04856"
    const echo = json({ _tag: "@error/InvalidChallenge", message: `no challenge ${secret}` }, 400)
    assert.include(failure("Challenges.verify", echo).message, "Passlock says: no challenge <redacted>")
    const tag = failure("Challenges.verify", json({ _tag: `@error/${secret}` }, 400, { "content-type": secret }))
    assert.strictEqual(Reflect.get(tag, "wireTag"), "@error/<redacted>")
    assert.notInclude(tag.message, secret)
    const moved = failure(
      "Challenges.verify",
      text("", 302, { location: `https://${secret}.example/`, "x-request-id": secret })
    )
    assert.include(moved.message, "a redirect to https://<redacted>.example,")
    assert.strictEqual(Reflect.get(moved, "requestId"), "<redacted>")
    const credential = json({ ...Examples.error(PasskeyNotFound), rpId: "session_01" }, 400)
    assert.strictEqual(Reflect.get(failure("Authentication.verify", credential), "rpId"), "<redacted>")
  })
})

describe("Retry-After", () => {
  const seconds = (value: string, receivedAt: string) => {
    const reply = text("", 429, { "retry-after": value }, Date.parse(receivedAt))
    return Reflect.get(failure("Passkeys.get", reply), "retryAfterSeconds")
  }

  it.each([
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun Nov  6 08:49:37 1994",
    " Sun Nov  6 08:49:37 1994 "
  ])("is read from the date %j", (value) => {
    assert.strictEqual(seconds(value, "1994-11-06T08:49:30.500Z"), 7)
    assert.strictEqual(seconds(value, "1994-11-06T08:49:38.500Z"), 0)
  })

  it("is read from a date with a day of two digits", () => {
    assert.strictEqual(seconds("Sat Nov 28 10:00:09 2026", "2026-11-28T10:00:00Z"), 9)
    assert.strictEqual(seconds("Saturday, 28-Nov-26 10:00:09 GMT", "2026-11-28T10:00:00Z"), 9)
  })

  it.each([
    ["at most 50 years ahead", "Friday, 01-Jan-76 00:00:00 GMT", "2026-01-01T00:00:00Z", 50],
    ["or else in the past", "Saturday, 01-Jan-77 00:00:00 GMT", "2026-01-01T00:00:00Z", 0],
    ["or else in the past, also by a second", "Friday, 01-Jan-76 00:00:01 GMT", "2026-01-01T00:00:00Z", 0],
    ["in the next century", "Thursday, 01-Jan-00 00:00:00 GMT", "2099-01-01T00:00:00Z", 1]
  ])("takes a year of two digits as %s", (_, value, receivedAt, years) => {
    const date = new Date(receivedAt)
    date.setUTCFullYear(date.getUTCFullYear() + years)
    assert.strictEqual(seconds(value, receivedAt), (date.getTime() - Date.parse(receivedAt)) / 1_000)
  })

  it.each(["Sun Nov 6 08:49:37 1994", "Sun Nov  6 08:49:37 1994 GMT", "1994-11-06"])("ignores %j", (value) =>
    assert.isUndefined(seconds(value, "1994-11-06T08:49:30Z"))
  )
})

describe("a redirect that repeats the key", () => {
  const redirected = (apiKey: string, location: string): string => {
    const settings = { ...once, configuration: { ...configuration, apiKey: checkApiKey(apiKey) } }
    return errorOf(run(operationOf("Passkeys.get"), [text("", 302, { location })], settings)).message
  }
  const shown = (apiKey: string, location: string): string | undefined =>
    /a redirect(?: to (\S+))?, and redirects are not followed/.exec(redirected(apiKey, location))?.[1]

  it.each([
    [
      "in upper case, which the URL parser lowers",
      "Sk-LIVE-9F",
      "https://Sk-LIVE-9F.example",
      "https://<redacted>.example"
    ],
    ["percent-encoded", "Sk-LIVE-9F", "https://%53k-LIVE-9F.example", "https://<redacted>.example"],
    ["with a tab and a line break", "Sk-LIVE-9F", "https://Sk-\tLIVE\n-9F.example", "https://<redacted>.example"],
    ["with a dot behind", "Sk-LIVE-9F", "https://Sk-LIVE-9F./", "https://<redacted>."],
    ["in full-width characters", "Sk-LIVE-9F", "https://Ｓk-LIVE-9F.example", "https://<redacted>.example"],
    ["in hex", "Sk-LIVE-9F", "https://536b2d4c4956452d3946.example", "https://<redacted>.example"],
    ["in base64url", "Sk-LIVE-9F", "https://U2stTElWRS05Rg.example", "https://<redacted>.example"],
    ["cut at a slash", "AbCd/eFgH", "https://x-AbCd/eFgH", "https://x-<redacted>"],
    ["as the number of an IPv4 address", "123456", "https://123456/", "https://<redacted>"],
    ["in the rest of the URL", "Sk-LIVE-9F", "https://login.example/?to=Sk-LIVE-9F", "https://login.example"]
  ])("does not show it %s", (_, apiKey, location, expected) => {
    assert.strictEqual(shown(apiKey, location), expected)
  })

  it("does not show a code in Punycode", () => {
    const message = (code: string, location: string) =>
      errorOf(run(operationOf("Principals.exchange"), [text("", 302, { location })], { ...once, input: { code } }))
        .message
    assert.include(message("cödé", "https://cödé.example"), "to https://<redacted>.example,")
    assert.include(message("cödé", "https://a-cödé.example"), "to https://<redacted>.example,")
    assert.include(message("code", "https://bücher.example"), "to https://xn--bcher-kva.example,")
  })

  it("does not show any key in a host, a path or a query, in any form", () => {
    const key = FastCheck.string({
      unit: FastCheck.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 4,
      maxLength: 24
    })
    FastCheck.assert(
      FastCheck.property(
        key,
        FastCheck.webAuthority(),
        FastCheck.nat({ max: 4 }),
        FastCheck.nat({ max: 4 }),
        (apiKey, authority, chosenForm, chosenPlace) => {
          const bytes = Buffer.from(apiKey)
          const forms = [
            apiKey,
            encodeURIComponent(apiKey),
            bytes.toString("base64"),
            bytes.toString("base64url"),
            bytes.toString("hex")
          ]
          const holds = (text: string) => forms.some((form) => text.toLowerCase().includes(form.toLowerCase()))
          FastCheck.pre(!holds(redirected("another-key", `https://${authority}`)))
          const form = forms[chosenForm]
          const location = [
            `https://${form}`,
            `https://${form}.${authority}`,
            `https://x${form}x.${authority}`,
            `https://${form}@${authority}`,
            `https://${authority}/${form}?${form}#${form}`
          ][chosenPlace]
          assert.isFalse(holds(redirected(apiKey, location ?? assert.fail())))
        }
      )
    )
  })
})

describe("the message of an unexpected response", () => {
  const messages: ReadonlyArray<readonly [string, Reply, string]> = [
    [
      "a redirect",
      text("", 302, { location: "https://a.b/c?code=1" }),
      "a redirect to https://a.b, and redirects are not followed"
    ],
    ["a redirect without a location", text("", 302), "a redirect, and redirects are not followed"],
    ["an empty content type", text("", 200, { "content-type": "" }), "(status 200, no content type, 0 characters)"],
    ["an empty body", text(""), "(status 200, no content type, 0 characters): the body is empty."],
    [
      "HTML",
      text("<html>", 200, { "content-type": "text/html" }),
      "(status 200, text/html, 6 characters): the body is not a JSON object."
    ],
    ["another status", json({}, 418), "not a Passlock response"],
    ["a 408", text("", 408), "the server did not get the whole request in time"],
    ["a missing field", json({ _tag: "Passkey" }), "id: is missing; enabled: is missing"]
  ]

  it.each(messages)("explains %s", (_, reply, expected) => {
    const { message } = failure("Passkeys.get", reply)
    assert.isTrue(message.startsWith("Passkeys.get: Unexpected response "), message)
    assert.include(message, expected)
  })
})

it("Retry-After as a date that has passed is 0 seconds", () => {
  const reply = text("", 429, { "retry-after": "Thu, 01 Jan 1970 00:01:30 GMT" }, 95_000)
  assert.deepInclude({ ...failure("Passkeys.get", reply) }, { _tag: "RateLimited", retryAfterSeconds: 0 })
})

it("Retry-After as a date counts from the arrival of the response", () => {
  const reply = text("", 429, { "retry-after": "Thu, 01 Jan 1970 00:01:30 GMT" }, 60_500)
  const error = failure("Passkeys.get", reply)
  assert.instanceOf(error, RateLimited)
  assert.strictEqual(error.retryAfterSeconds, 30)
  assert.include(error.message, "Wait 30 s before the next one.")
})

it("a passkey's times in seconds are read as milliseconds, and its open sets stay open", () => {
  const credential = {
    ...Examples.all["Passkeys.get"].response.credential,
    deviceType: "threeDevices",
    transports: ["telepathy"]
  }
  const passkey = { ...successOf("Passkeys.get"), createdAt: 1_700_000_000, userId: null, lastUsed: null, credential }
  const { result } = read("Passkeys.get", json(passkey))
  assert.property(result, "value")
  const value = "value" in result ? (result.value as Record<string, unknown>) : {}
  assert.strictEqual(value.createdAt, 1_700_000_000_000)
  assert.strictEqual(value.updatedAt, Examples.all["Passkeys.get"].response.updatedAt)
  assert.notProperty(value, "userId")
  assert.notProperty(value, "lastUsed")
  const decoded = value.credential as Record<string, unknown>
  assert.deepStrictEqual([decoded.deviceType, decoded.transports], ["threeDevices", ["telepathy"]])
  assert.instanceOf(decoded.publicKey, Uint8Array)
})

describe("makeBody", () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const readAll = (chunks: ReadonlyArray<Uint8Array>, maximum: number, headers = {}) => {
    const body = makeBody(headers, maximum)
    const added = chunks.findIndex((chunk) => !body.add(chunk))
    return { ...body.end(), read: added === -1 ? chunks.length : added + 1 }
  }

  it("decodes characters that are split between chunks", () => {
    const whole = bytes("a passkey 🔑 and more")
    const chunks = Array.from(whole, (byte) => Uint8Array.of(byte))
    assert.deepStrictEqual(readAll(chunks, whole.length), { text: "a passkey 🔑 and more", read: whole.length })
  })

  it("stops at the chunk that exceeds the maximum", () => {
    const chunks = [bytes("12345"), bytes("67890"), bytes("never read")]
    assert.deepInclude(readAll(chunks, 10), { exceeds: 10, read: 3 })
    assert.deepInclude(readAll(chunks, 9), { exceeds: 9, read: 2 })
  })

  it("stops at the first chunk when content-length exceeds the maximum", () => {
    const ended = readAll([bytes("12345"), bytes("67890")], 10, { "content-length": "11" })
    assert.deepStrictEqual(ended, { text: "12345", exceeds: 10, read: 1 })
  })

  it("keeps the beginning of one chunk that is far too large", () => {
    assert.strictEqual(readAll([bytes("x".repeat(1_000_000))], 10).text.length, 1_000)
  })
})

describe("a large body of tiny values", () => {
  it.each([
    ["empty objects", (count: number) => `{"records":[${Array(count).fill("{}").join()}]}`],
    ["empty arrays", (count: number) => `{"records":[${Array(count).fill("[]").join()}]}`],
    ["nested arrays", (count: number) => `{"records":${"[".repeat(count)}${"]".repeat(count)}}`],
    ["nested objects", (count: number) => `${'{"a":'.repeat(count)}{}${"}".repeat(count)}`],
    ["different names", (count: number) => `{${Array.from({ length: count }, (_, n) => `"${n}":0`).join()}}`]
  ])("fails with UnexpectedResponse before it is parsed, given %s", (_, bodyOf) => {
    const error = failure("Passkeys.list", text(bodyOf(600_000)))
    assert.strictEqual(error._tag, "UnexpectedResponse")
    assert.include(error.message, "too many values for its size")
  })

  it("is decoded when it is a real list of that size", () => {
    const { records } = Examples.all["Passkeys.list"].response
    const id = "01890a5d-ac96-774b-bcce-b302099a8057"
    const record = { ...records[0], id, userId: id, credential: { id, userId: id } }
    const list = { _tag: "FindAllPasskeys", cursor: null, records: Array(6_000).fill(record) }
    assert.isAbove(JSON.stringify(list).length, 2 ** 20)
    assert.property(read("Passkeys.list", json(list)).result, "value")
  })
})

describe("the issues of a success", () => {
  const list = (records: ReadonlyArray<unknown>) => json({ _tag: "FindAllPasskeys", cursor: null, records })
  const [record] = Examples.all["Passkeys.list"].response.records

  it("stop at 20 and are those of the first wrong items", () => {
    const records = [
      ...Array(1_000).fill(record),
      ...Array(50_000).fill({ _tag: "PasskeySummary", note: "x".repeat(60) })
    ]
    const { message } = failure("Passkeys.list", list(records))
    assert.match(message, /: records\.1000\.id: is missing; records\.1000\.\w+: .*; and at least 15 more\.$/)
  })
})

describe("a __proto__ key in a response", () => {
  const { optionsJSON, ...options } = Examples.all["Registration.options"].response

  it.each(["__proto__", "\\u005f_proto__", "__pr\\u006fto__"])("is dropped at every level, written %s", (key) => {
    const { challenge, pubKeyCredParams, user } = optionsJSON
    const body = JSON.stringify({ ...options, optionsJSON: { challenge, pubKeyCredParams, user, rp: { name: "r" } } })
      .replace('"rp":{', `"rp":{"${key}":{"id":"evil.example"},`)
      .replace('{"', `{"${key}":{"rp":{"id":"evil.example"}},"`)
    const { result } = read("Registration.options", text(body))
    const { value } = result as { readonly value: { readonly optionsJSON: { readonly rp: { readonly id?: string } } } }
    assert.isUndefined(value.optionsJSON.rp.id)
    for (const object of [value, value.optionsJSON, value.optionsJSON.rp]) {
      assert.strictEqual(Object.getPrototypeOf(object), Object.prototype)
      assert.notInclude(Object.keys(object), "__proto__")
    }
  })
})

describe("a value that JSON or its type cannot hold", () => {
  const replaced = (name: Parameters<typeof operationOf>[0], part: string | RegExp, other: string) => {
    const body = JSON.stringify(successOf(name))
    assert.notStrictEqual(body.replace(part, other), body)
    return failure(name, text(body.replace(part, other)))
  }

  it.each([
    ["Passkeys.get", "createdAt"],
    ["Passkeys.get", "counter"],
    ["Challenges.get", "expiresAt"]
  ] as const)("fails %s with UnexpectedResponse for an infinite %s", (name, field) => {
    const error = replaced(name, new RegExp(`"${field}":\\d+`), `"${field}":1e309`)
    assert.strictEqual(error._tag, "UnexpectedResponse")
    assert.match(error.message, new RegExp(`${field}: expected .*got Infinity`))
  })

  it("fails Challenges.get with UnexpectedResponse for metadata nested thousands deep", () => {
    const deep = `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`
    const error = replaced("Challenges.get", /"metadata":(null|\{[^}]*\})/, `"metadata":${deep}`)
    assert.include(error.message, "metadata: expected a JSON object")
  })

  it.each([
    ["Authentication.options", "allowCredentials", 7],
    ["Authentication.options", "allowCredentials", [{ id: 1, type: "public-key" }]],
    ["Authentication.options", "timeout", "60000"],
    ["Authentication.options", "rpId", {}],
    ["Authentication.options", "userVerification", true],
    ["Registration.options", "excludeCredentials", [7]],
    ["Registration.options", "authenticatorSelection", { requireResidentKey: "yes" }],
    ["Registration.options", "attestation", 1],
    ["Registration.options", "timeout", null]
  ] as const)("fails %s with UnexpectedResponse when optionsJSON.%s is %j", (name, field, value) => {
    const error = failure(name, json(changed(successOf(name), ["optionsJSON", field], value)))
    assert.strictEqual(error._tag, "UnexpectedResponse")
    assert.include(error.message, `optionsJSON.${field}`)
  })

  it("accepts strings in optionsJSON that WebAuthn does not know yet", () => {
    const success = changed(successOf("Authentication.options"), ["optionsJSON", "userVerification"], "novel")
    assert.property(read("Authentication.options", json(success)).result, "value")
  })
})
