import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Programs from "@passlock-sdk/effect"
import {
  type Answer,
  type AuthenticationFailures,
  type CallOptions,
  type Challenge,
  ChallengeExpired,
  type ChallengesFailures,
  type CommonError,
  isPasslockError,
  type Json,
  type JsonObject,
  NotFound,
  type Outcome,
  type Passkey,
  PasskeyNotFound,
  type PasskeySummary,
  type PasskeysFailures,
  type Passlock,
  type PasslockError,
  type PasslockTenancy,
  type PrincipalsFailures,
  type RegistrationFailures,
  type Safe,
  type WithResponse
} from "@passlock-sdk/promise"
import type * as Cause from "effect/Cause"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type * as Stream from "effect/Stream"
import { describe, expectTypeOf, test } from "vitest"
import type { keyed } from "./internal/programs.js"

/** The same type, each object of one piece and readonly. */
type Flat<T> =
  T extends Promise<infer Value>
    ? Promise<Flat<Value>>
    : T extends AsyncIterable<infer Item>
      ? AsyncIterable<Flat<Item>>
      : T extends (...input: infer Input) => infer Output
        ? (...input: Extract<Flat<Input>, ReadonlyArray<unknown>>) => Flat<Output>
        : T extends AbortSignal | Redacted.Redacted<unknown> | string | number | boolean | null | undefined
          ? T
          : string extends keyof T // a JSON object, and without an end
            ? { readonly [Key in string]: "json" }
            : T extends ReadonlyArray<unknown>
              ? { [Key in keyof T]: Flat<T[Key]> }
              : { readonly [Key in keyof T]: Flat<T[Key]> }

/** What a program takes, without the choice of hiding a secret. */
type Shown<T> =
  T extends Redacted.Redacted<unknown>
    ? never
    : T extends string | number | boolean | null | undefined
      ? T
      : string extends keyof T
        ? T
        : { [Key in keyof T]: Shown<T[Key]> }

/** The method that a program has to become. */
type MethodOf<Program> = Program extends (...input: infer Input) => Effect.Effect<infer Value, infer _E, infer _R>
  ? (...input: [...Extract<Shown<Input>, ReadonlyArray<unknown>>, options?: CallOptions]) => Promise<Value>
  : Program extends () => Stream.Stream<infer Item, infer _E, infer _R>
    ? (options?: CallOptions) => AsyncIterable<Item>
    : never

/** An `Effect` is to its type a `Stream` too. */
type ErrorOf<Program> = Program extends (...input: infer _I) => Stream.Stream<infer _A, infer E, infer _R> ? E : never

type TagOf<E> = E extends { readonly _tag: infer Tag } ? Tag : never

type MethodsOf<Group> = Flat<{ [Name in keyof Group]: MethodOf<Group[Name]> }>
type TagsOf<Failures> = { readonly [Name in keyof Failures]: TagOf<Failures[Name]> }
type FailuresOf<Group> = TagsOf<{ [Name in keyof Group]: ErrorOf<Group[Name]> }>

/** What an error tells, beside being an error. */
type Told<E> = Flat<{
  [Name in keyof E as Name extends string
    ? Name extends keyof Cause.YieldableError
      ? never
      : Name
    : never]: E[Name] extends Redacted.Redacted<infer Value> ? Value : E[Name]
}>
type ToldByTag<E extends { readonly _tag: string }> = {
  readonly [Tag in E["_tag"]]: Told<Extract<E, { readonly _tag: Tag }>>
}

describe("the methods", () => {
  test("are those that the programs become", () => {
    type Made = typeof keyed.requests & typeof keyed.local & typeof keyed.streams
    expectTypeOf<Flat<Passlock["principals"]>>().toEqualTypeOf<MethodsOf<Made["principals"]>>()
    expectTypeOf<Flat<Passlock["passkeys"]>>().toEqualTypeOf<MethodsOf<Made["passkeys"]>>()
    expectTypeOf<Flat<Passlock["challenges"]>>().toEqualTypeOf<MethodsOf<Made["challenges"]>>()
    expectTypeOf<Flat<Passlock["registration"]>>().toEqualTypeOf<MethodsOf<Made["registration"]>>()
    expectTypeOf<Flat<Passlock["authentication"]>>().toEqualTypeOf<MethodsOf<Made["authentication"]>>()
  })

  test("fail with what the programs fail with", () => {
    expectTypeOf<TagsOf<PrincipalsFailures>>().toEqualTypeOf<FailuresOf<typeof Programs.Principals>>()
    expectTypeOf<TagsOf<PasskeysFailures>>().toEqualTypeOf<FailuresOf<typeof Programs.Passkeys>>()
    expectTypeOf<TagsOf<ChallengesFailures>>().toEqualTypeOf<FailuresOf<typeof Programs.Challenges>>()
    expectTypeOf<TagsOf<RegistrationFailures>>().toEqualTypeOf<FailuresOf<typeof Programs.Registration>>()
    expectTypeOf<TagsOf<AuthenticationFailures>>().toEqualTypeOf<FailuresOf<typeof Programs.Authentication>>()
  })
})

describe("the errors", () => {
  test("tell what those of the programs tell", () => {
    expectTypeOf<ToldByTag<PasslockError>>().toEqualTypeOf<ToldByTag<Programs.PasslockError>>()
    expectTypeOf<TagOf<CommonError>>().toEqualTypeOf<TagOf<Programs.CommonError>>()
  })
})

describe("the groups", () => {
  test("are those of the programs", () => {
    type Group = {
      [Name in keyof typeof Programs]: (typeof Programs)[Name] extends Readonly<
        Record<string, (request: never) => unknown>
      >
        ? Name
        : never
    }[keyof typeof Programs]
    type Own = "safe" | "withResponse" | "close" | typeof Symbol.asyncDispose
    // Look-ups are for a page, whose client is the browser package.
    expectTypeOf<Exclude<keyof Passlock, Own>>().toEqualTypeOf<Uncapitalize<Exclude<Group, "Lookups">>>()
  })

  test("without a key hold what needs no key, and no more", () => {
    type Keyless<Group> = {
      [Name in keyof Group]: Group[Name] extends (
        ...input: infer _I
      ) => Effect.Effect<infer _A, infer _E, HttpClient.HttpClient | Programs.PasslockTenancy>
        ? Name
        : never
    }[keyof Group]
    expectTypeOf<keyof PasslockTenancy["principals"]>().toEqualTypeOf<Keyless<typeof Programs.Principals>>()
    expectTypeOf<keyof PasslockTenancy["registration"]>().toEqualTypeOf<Keyless<typeof Programs.Registration>>()
    expectTypeOf<keyof PasslockTenancy["authentication"]>().toEqualTypeOf<Keyless<typeof Programs.Authentication>>()
    expectTypeOf<Keyless<typeof Programs.Passkeys> | Keyless<typeof Programs.Challenges>>().toBeNever()
    expectTypeOf<PasslockTenancy>().not.toHaveProperty("passkeys")
    expectTypeOf<PasslockTenancy>().not.toHaveProperty("challenges")
    expectTypeOf<ConstructorParameters<typeof PasslockTenancy>[0] & {}>().not.toHaveProperty("apiKey")
    expectTypeOf<Passlock>().toExtend<PasslockTenancy>()
  })
})

describe("the manners", () => {
  const passlock = {} as Passlock

  test("of a promise: the value", () => {
    expectTypeOf(passlock.passkeys.get).returns.resolves.toEqualTypeOf<Passkey>()
    expectTypeOf(passlock.challenges.get).returns.resolves.toEqualTypeOf<Challenge>()
  })

  test("of the safe methods: an outcome, with the errors of the operation", () => {
    expectTypeOf(passlock.safe.passkeys.get).returns.resolves.toEqualTypeOf<Outcome<Passkey, NotFound | CommonError>>()
    expectTypeOf(passlock.safe.passkeys.get).parameters.toEqualTypeOf<Parameters<Passlock["passkeys"]["get"]>>()
    expectTypeOf(passlock.safe.passkeys.stream).returns.toEqualTypeOf<
      AsyncIterable<Outcome<PasskeySummary, CommonError>>
    >()
  })

  test("with the response: both", () => {
    expectTypeOf(passlock.withResponse.passkeys.get).returns.resolves.toEqualTypeOf<Answer<Passkey>>()
    expectTypeOf(passlock.withResponse.passkeys).not.toHaveProperty("stream")
    expectTypeOf(passlock.withResponse.principals).not.toHaveProperty("verifyIdToken")
  })
})

describe("each manner", () => {
  type SafeOf<Client extends Record<keyof Failures, unknown>, Failures> = {
    readonly [Group in keyof Failures]: Failures[Group] extends {
      readonly [Name in keyof Client[Group]]: PasslockError
    }
      ? Safe<Client[Group], Failures[Group]>
      : never
  }

  test("of a client with a key has what the client has", () => {
    expectTypeOf<Passlock["safe"]>().toEqualTypeOf<
      SafeOf<
        Passlock,
        {
          principals: PrincipalsFailures
          passkeys: PasskeysFailures
          challenges: ChallengesFailures
          registration: RegistrationFailures
          authentication: AuthenticationFailures
        }
      >
    >()
    expectTypeOf<Passlock["withResponse"]>().toEqualTypeOf<{
      readonly principals: WithResponse<Omit<Passlock["principals"], "verifyIdToken">>
      readonly passkeys: WithResponse<Omit<Passlock["passkeys"], "stream">>
      readonly challenges: WithResponse<Passlock["challenges"]>
      readonly registration: WithResponse<Passlock["registration"]>
      readonly authentication: WithResponse<Passlock["authentication"]>
    }>()
  })

  test("of a client without a key has what that client has", () => {
    expectTypeOf<PasslockTenancy["safe"]>().toEqualTypeOf<
      SafeOf<
        PasslockTenancy,
        {
          principals: PrincipalsFailures
          registration: RegistrationFailures
          authentication: AuthenticationFailures
        }
      >
    >()
    expectTypeOf<PasslockTenancy["withResponse"]>().toEqualTypeOf<{
      readonly registration: WithResponse<PasslockTenancy["registration"]>
      readonly authentication: WithResponse<PasslockTenancy["authentication"]>
    }>()
  })

  test("of an answer tells all of it", () => {
    expectTypeOf<Answer<string>>().toEqualTypeOf<{
      readonly value: string
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly requestId?: string
    }>()
    expectTypeOf<JsonObject>().toEqualTypeOf<Programs.JsonObject>()
    expectTypeOf<Json>().toEqualTypeOf<Programs.Json>()
  })
})

describe("an error", () => {
  test("is told by its class, its tag or the guard", () => {
    const error = {} as unknown
    if (error instanceof ChallengeExpired) expectTypeOf(error).toEqualTypeOf<ChallengeExpired>()
    if (error instanceof NotFound) expectTypeOf(error._tag).toEqualTypeOf<"NotFound">()
    if (isPasslockError(error)) {
      expectTypeOf(error).toEqualTypeOf<PasslockError>()
      if (error._tag === "ChallengeRateLimited") expectTypeOf(error.retryAfterSeconds).toEqualTypeOf<number>()
    }
  })

  test("is made of what it tells", () => {
    const report = { operation: "Passkeys.get", attempts: 1, message: "m" }
    expectTypeOf(new NotFound({ ...report, status: 404 })).toExtend<Error>()
    // @ts-expect-error Without its status it is none.
    void new NotFound(report)
    // @ts-expect-error Nor without what only this error tells.
    void new PasskeyNotFound({ ...report, status: 400 })
  })
})
