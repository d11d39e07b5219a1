/** The promises have a client of their own. Whatever the API answers, it says what the programs say. */

import { inspect } from "node:util"
import type * as HttpClient from "@effect/platform/HttpClient"
import { Endpoints, Examples } from "@passlock-sdk/contract"
import { Authentication, Lookups, type PasslockError, PasslockTenancy, Registration } from "@passlock-sdk/effect"
import { failureModes, StubHttpClient as stub } from "@passlock-sdk/effect/testing"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Arbitrary from "effect/FastCheck"
import { assert, describe, it } from "vitest"
import { isPasslockError } from "../src/index.js"
import { call } from "../src/internal/call.js"
import { connectionOf } from "../src/internal/connection.js"

const secrets = {
  registrationToken: "registration-token-never-shown",
  authenticationToken: "authentication-token-never-shown",
  sessionToken: "session-token-never-shown"
}

const credential = { id: "a", rawId: "a", type: "public-key", clientExtensionResults: {} }

type Program = Effect.Effect<unknown, PasslockError, HttpClient.HttpClient | PasslockTenancy>

type Name = Parameters<typeof call>[1]

/** The program of each endpoint, and an input that is right for it. */
const operations: { readonly [Each in Name]: { readonly program: (input: never) => Program; readonly input: object } } =
  {
    "Registration.options": { program: Registration.options, input: { registrationToken: secrets.registrationToken } },
    "Registration.verify": {
      program: Registration.verify,
      input: {
        sessionToken: secrets.sessionToken,
        response: { ...credential, response: { clientDataJSON: "b", attestationObject: "c" }, novelty: [1] }
      }
    },
    "Authentication.options": {
      program: Authentication.options,
      input: { authenticationToken: secrets.authenticationToken }
    },
    "Authentication.verify": {
      program: Authentication.verify,
      input: {
        sessionToken: secrets.sessionToken,
        response: { ...credential, response: { clientDataJSON: "b", authenticatorData: "c", signature: "d" } }
      }
    },
    "Lookups.credential": { program: Lookups.credential, input: { passkeyId: "a b/c" } },
    "Lookups.credentials": { program: Lookups.credentials, input: { passkeyIds: ["a/b", "c"] } }
  }

const endpoints = [
  Endpoints.registrationOptions,
  Endpoints.verifyRegistration,
  Endpoints.authenticationOptions,
  Endpoints.verifyAuthentication,
  Endpoints.findCredential,
  Endpoints.findCredentials
] as const

interface Sent {
  readonly method: string
  readonly url: string
  readonly body: unknown
}

interface Outcome {
  readonly sent: ReadonlyArray<Sent>
  readonly value?: unknown
  readonly error?: Readonly<Record<string, unknown>>
}

const tenancyId = "tenancy 01"
const endpoint = "https://api.example.com/base/"

const asProgram = (name: Name, input: unknown, answer: stub.Answer): Promise<Outcome> =>
  Effect.gen(function* () {
    const ended = yield* Effect.either(operations[name].program(input as never))
    const requests = yield* stub.requests
    const sent = requests.map(({ body, method, url }) => ({ method, url, body }))
    if (Either.isRight(ended)) return { sent, value: ended.right }
    const error: Outcome["error"] = { ...ended.left, _tag: ended.left._tag, message: ended.left.message }
    return { sent, error }
  }).pipe(
    Effect.provide(stub.layer(() => answer)),
    Effect.provide(PasslockTenancy.layer({ tenancyId, endpoint })),
    Effect.runPromise
  )

const asPromise = async (name: Name, input: unknown, answer: stub.Answer): Promise<Outcome> => {
  const sent: Array<Sent> = []
  const fetch = async (url: string, { body, method = "", signal }: RequestInit): Promise<Response> => {
    sent.push({ method, url, body: body === undefined ? undefined : JSON.parse(String(body)) })
    const exit = await Effect.runPromiseExit(answer, signal ? { signal } : {})
    if (Exit.isSuccess(exit)) return exit.value
    throw Cause.squash(exit.cause)
  }
  const connection = connectionOf({ tenancyId, endpoint, maxRetries: 0, fetch })
  try {
    return { sent, value: await call(connection, name, input, new AbortController().signal) }
  } catch (error) {
    if (!isPasslockError(error)) throw error
    for (const secret of Object.values(Object(input))) {
      if (typeof secret !== "string" || !secret.endsWith("never-shown")) continue
      assert.notInclude([inspect(error, { depth: 9 }), JSON.stringify(error), error.stack].join(), secret)
    }
    return { sent, error: { ...error, message: error.message } }
  }
}

/** What both tell. What only a server's system tells of a connection is not a page's to know. */
const comparable = ({ error, ...outcome }: Outcome): Outcome => {
  if (error === undefined) return { ...outcome, value: onTheWire(outcome.value) }
  const { body: _, code: __, ...told } = error
  if (told._tag === "TransportError") return { ...outcome, error: { ...told, sent: "?", message: "?" } }
  return { ...outcome, error: { ...told, _tag: told._tag === "PasskeyNotFound" ? "OrphanedPasskey" : told._tag } }
}

/** The programs give `id_token` another name. */
const onTheWire = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null || !("idToken" in value)) return value
  const { idToken, ...rest } = value
  return { ...rest, id_token: idToken }
}

const same = async (name: Name, input: unknown, answer: stub.Answer): Promise<Outcome> => {
  const [program, promise] = [
    comparable(await asProgram(name, input, answer)),
    comparable(await asPromise(name, input, answer))
  ]
  assert.deepStrictEqual(promise, program)
  return promise
}

describe.each(endpoints)("$operation", ({ errors, operation }) => {
  const { input } = operations[operation]
  const success = Examples.successes[operation]

  it("sends the same request, and gives the same value", async () => {
    const { sent, value } = await same(operation, input, stub.json({ ...success, novelty: { deep: [1] } }))
    assert.strictEqual(sent.length, 1)
    assert.isTrue(sent[0]?.url.startsWith("https://api.example.com/base/v2/tenancy%2001/"), sent[0]?.url)
    assert.isDefined(value)
  })

  it.each(failureModes)("tells the same of $name", async ({ answer, error }) => {
    const told = await same(operation, input, answer)
    assert.strictEqual(told.error?._tag, error._tag)
  })

  it.each([...errors, ...Object.values(Endpoints.all.flatMap(({ errors }) => [...errors]))])(
    "tells the same of $name",
    async (ErrorClass) => {
      await same(operation, input, stub.error(ErrorClass))
      await same(operation, input, stub.error(ErrorClass, { message: Object.values(secrets).join() }))
      await same(operation, input, stub.error(ErrorClass, { message: 7 }))
      await same(operation, input, stub.error(ErrorClass, {}, { status: 200, headers: { "x-request-id": "req_1" } }))
      const { _tag: _, ...untagged } = Examples.error(ErrorClass)
      await same(operation, input, stub.json(untagged, { status: ErrorClass.wire.status }))
    }
  )

  it("tells the same of every field that is missing or of another kind", async () => {
    const paths = pathsOf(success)
    assert.isAbove(paths.length, 2)
    for (const path of paths) {
      for (const value of [undefined, null, 7, "", [], {}, true]) {
        await same(operation, input, stub.json(changed(success, path, value)))
      }
    }
  })

  it("tells the same of every field of the input that is missing or of another kind", async () => {
    for (const path of pathsOf(input)) {
      for (const value of [undefined, null, 7, "", "..", "a,b", "\ud800", [], ["", "a"], {}, true]) {
        await same(operation, changed(input, path, value), stub.json(success))
      }
    }
    for (const value of [undefined, null, 7, "text", [], {}]) await same(operation, value, stub.json(success))
  })

  it("tells the same of any JSON", { timeout: 60_000 }, async () => {
    const answers = Arbitrary.record({
      status: Arbitrary.constantFrom(200, 201, 400, 401, 403, 404, 409, 429, 500, 502),
      body: Arbitrary.oneof(
        Arbitrary.json(),
        Arbitrary.record({ _tag: Arbitrary.constantFrom(...tags), message: Arbitrary.jsonValue() }).map((body) =>
          JSON.stringify(body)
        )
      ),
      retryAfter: Arbitrary.constantFrom("1", "x", "999999999", "Wed, 21 Oct 2065 07:28:00 GMT")
    })
    await Arbitrary.assert(
      Arbitrary.asyncProperty(answers, async ({ body, retryAfter, status }) => {
        const headers = { "content-type": "application/json", "retry-after": retryAfter }
        await same(operation, input, stub.text(body, { status, headers }))
      }),
      { numRuns: 200 }
    )
  })
})

const tags = [
  "@error/BadRequest",
  "@error/PasskeyNotFound",
  "@error/NotFound",
  "@error/Novelty",
  "RegistrationSuccess",
  ""
]

it("authentications that a page begins are checked the same", async () => {
  const input = { rpId: "example.com", allowCredentials: ["a"], userVerification: "required", timeout: 1_000 }
  const answer = stub.json(Examples.successes["Authentication.options"])
  const { sent } = await same("Authentication.options", { ...input, mediation: "conditional" }, answer)
  assert.deepStrictEqual(sent[0]?.body, input)
  for (const path of pathsOf(input)) {
    for (const value of [undefined, null, 7, -1, Infinity, "", "never", [], ["", 7], {}]) {
      await same("Authentication.options", changed(input, path, value), answer)
    }
  }
})

/** Where there is a value in an object. */
const pathsOf = (value: unknown, path: ReadonlyArray<string> = []): ReadonlyArray<ReadonlyArray<string>> =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, part]) => [[...path, name], ...pathsOf(part, [...path, name])])
    : []

const changed = (whole: unknown, [name, ...rest]: ReadonlyArray<string>, value: unknown): unknown => {
  if (name === undefined) return value
  const copy = Array.isArray(whole) ? [...whole] : { ...(whole as object) }
  Object.assign(copy, { [name]: changed(Reflect.get(whole as object, name), rest, value) })
  return copy
}
