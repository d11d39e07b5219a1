import type * as HttpClient from "@effect/platform/HttpClient"
import type { Endpoint, Endpoints } from "@passlock-sdk/contract"
import {
  Authentication,
  type AuthenticationOptions,
  type AuthenticationSuccess,
  type BadRequest,
  type ChallengeAttemptsExceeded,
  type ChallengeCreated,
  type ChallengeExpired,
  Challenges,
  type ChallengeVerified,
  type ExtendedPrincipal,
  type FindAllPasskeys,
  type Forbidden,
  type InvalidChallenge,
  type InvalidChallengeCode,
  type InvalidCode,
  type InvalidIdToken,
  type InvalidInput,
  type InvalidTenancy,
  type Lookups,
  type NotFound,
  type Passkey,
  type PasskeyDeletionInstructions,
  type PasskeyNotFound,
  type PasskeySummary,
  Passkeys,
  PasslockConfig,
  type PasslockError,
  PasslockTenancy,
  type Principal,
  Principals,
  type RateLimited,
  type Registration,
  type RequestTimeout,
  type ServerError,
  type TransportError,
  type Unauthorized,
  type UnexpectedResponse
} from "@passlock-sdk/effect"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type * as Stream from "effect/Stream"
import { describe, expectTypeOf, test } from "vitest"

type Common =
  | Unauthorized
  | Forbidden
  | BadRequest
  | InvalidTenancy
  | InvalidInput
  | TransportError
  | RequestTimeout
  | RateLimited
  | ServerError
  | UnexpectedResponse
type WithKey = HttpClient.HttpClient | PasslockConfig
type WithoutKey = HttpClient.HttpClient | PasslockTenancy
type Secret = string | Redacted.Redacted<string>

interface Groups {
  readonly Authentication: typeof Authentication
  readonly Challenges: typeof Challenges
  readonly Lookups: typeof Lookups
  readonly Passkeys: typeof Passkeys
  readonly Principals: typeof Principals
  readonly Registration: typeof Registration
}

type ProgramOf<Operation extends string> = Operation extends `${infer Group extends keyof Groups}.${infer Name}`
  ? Groups[Group][Name & keyof Groups[Group]]
  : never

/** `verifyIdToken` calls its endpoint, but is another operation. */
type Descriptor = Exclude<Endpoints.Descriptor, { readonly operation: "Principals.verifyIdToken" }>

type Outputs = {
  [E in Descriptor as E["operation"]]: ProgramOf<E["operation"]> extends (...input: never) => infer Output
    ? Output
    : never
}
type ExpectedOutputs = {
  [E in Descriptor as E["operation"]]: Effect.Effect<
    Endpoint.Success<E>,
    Endpoint.OwnError<E> | Common,
    E["authentication"] extends "apiKey" ? WithKey : WithoutKey
  >
}

type Requests = {
  [E in Descriptor as E["operation"]]: ProgramOf<E["operation"]> extends (input: infer Input) => unknown ? Input : never
}
type ExpectedRequests = {
  [E in Descriptor as E["operation"]]: E["operation"] extends "Passkeys.list"
    ? Endpoint.Request<E> | undefined
    : Endpoint.Request<E>
}

describe("every program", () => {
  test("has the A, E and R types of its endpoint", () => {
    expectTypeOf<{ [Name in keyof Outputs]: Outputs[Name] }>().toEqualTypeOf<ExpectedOutputs>()
  })

  test("takes the request of its endpoint", () => {
    expectTypeOf<Requests>().branded.toEqualTypeOf<ExpectedRequests>()
  })

  test("has exactly these A, E and R types, for one program of each kind", () => {
    expectTypeOf(Principals.exchange).returns.toEqualTypeOf<
      Effect.Effect<ExtendedPrincipal, InvalidCode | Common, WithKey>
    >()
    expectTypeOf(Principals.verifyIdToken).returns.toEqualTypeOf<
      Effect.Effect<Principal, InvalidIdToken | Common, WithoutKey>
    >()
    expectTypeOf(Passkeys.stream).returns.toEqualTypeOf<Stream.Stream<PasskeySummary, Common, WithKey>>()
    expectTypeOf(Passkeys.get).returns.toEqualTypeOf<Effect.Effect<Passkey, NotFound | Common, WithKey>>()
    expectTypeOf(Passkeys.exchangeDeletion).returns.toEqualTypeOf<
      Effect.Effect<PasskeyDeletionInstructions, Common, WithoutKey>
    >()
    expectTypeOf(Authentication.verify).returns.toEqualTypeOf<
      Effect.Effect<AuthenticationSuccess, PasskeyNotFound | Common, WithoutKey>
    >()
    expectTypeOf(Challenges.verify).returns.toEqualTypeOf<
      Effect.Effect<
        ChallengeVerified,
        InvalidChallenge | InvalidChallengeCode | ChallengeExpired | ChallengeAttemptsExceeded | Common,
        WithKey
      >
    >()
  })

  test("deletes some passkeys or all of a user, but not both", () => {
    Passkeys.prepareDeletion({ passkeyIds: ["passkey_01"] })
    Passkeys.prepareDeletion({ userId: "user_01" })
    // @ts-expect-error Both are given.
    Passkeys.prepareDeletion({ passkeyIds: ["passkey_01"], userId: "user_01" })
    // @ts-expect-error Neither is given.
    Passkeys.prepareDeletion({})
  })

  test("takes a secret as string or Redacted", () => {
    expectTypeOf(Principals.exchange).parameter(0).toEqualTypeOf<{ readonly code: Secret }>()
    expectTypeOf(Principals.verifyIdToken).parameter(0).toHaveProperty("token").toEqualTypeOf<Secret>()
    expectTypeOf(Challenges.verify).parameter(0).toEqualTypeOf<{
      readonly challengeId: string
      readonly secret: Secret
      readonly code: Secret
    }>()
  })

  test("returns the secrets of a created challenge redacted", () => {
    type Created = ChallengeCreated["challenge"]
    expectTypeOf<Created["secret"]>().toEqualTypeOf<Redacted.Redacted<string>>()
    expectTypeOf<Created["code"]>().toEqualTypeOf<Redacted.Redacted<string>>()
    expectTypeOf<Created["message"]>().toEqualTypeOf<
      Redacted.Redacted<{ readonly html: string; readonly text: string }>
    >()
  })
})

describe("layers", () => {
  test("provide PasslockConfig and PasslockTenancy, or PasslockTenancy alone", () => {
    expectTypeOf(PasslockConfig.layer).returns.toEqualTypeOf<Layer.Layer<PasslockConfig | PasslockTenancy>>()
    expectTypeOf(PasslockConfig.layerEnv).toEqualTypeOf<
      Layer.Layer<PasslockConfig | PasslockTenancy, ConfigError.ConfigError>
    >()
    expectTypeOf(PasslockTenancy.layer).returns.toEqualTypeOf<Layer.Layer<PasslockTenancy>>()
  })

  test("are checked by programs that fail with InvalidInput alone", () => {
    expectTypeOf(PasslockConfig.check).toEqualTypeOf<Effect.Effect<void, InvalidInput, PasslockConfig>>()
    expectTypeOf(PasslockTenancy.check).toEqualTypeOf<Effect.Effect<void, InvalidInput, PasslockTenancy>>()
  })

  test("without a key do not satisfy a program that needs PasslockConfig", () => {
    const program = Passkeys.list().pipe(Effect.provide(PasslockTenancy.layer({ tenancyId: "t" })))
    expectTypeOf(program).toEqualTypeOf<Effect.Effect<FindAllPasskeys, Common, WithKey>>()
    // @ts-expect-error PasslockConfig is still required.
    const complete: Effect.Effect<FindAllPasskeys, Common, HttpClient.HttpClient> = program
    void complete
  })

  test("without a key satisfy Authentication.options", () => {
    const program = Authentication.options({ rpId: "example.com" }).pipe(
      Effect.provide(PasslockTenancy.layer({ tenancyId: "t" }))
    )
    expectTypeOf(program).toEqualTypeOf<Effect.Effect<AuthenticationOptions, Common, HttpClient.HttpClient>>()
  })

  test("with a key satisfy both requirements", () => {
    const program = Effect.all([Passkeys.list(), Authentication.options({ rpId: "example.com" })]).pipe(
      Effect.provide(PasslockConfig.layer({ tenancyId: "t", apiKey: "k" }))
    )
    expectTypeOf<Effect.Effect.Context<typeof program>>().toEqualTypeOf<HttpClient.HttpClient>()
  })
})

describe("errors", () => {
  test("are members of PasslockError", () => {
    expectTypeOf<Effect.Effect.Error<ReturnType<typeof Challenges.verify>>>().toExtend<PasslockError>()
    expectTypeOf<NotFound | InvalidIdToken | Common>().toExtend<PasslockError>()
  })

  test("leave the error type when they are caught by tag", () => {
    const program = Passkeys.get({ passkeyId: "p" }).pipe(Effect.catchTag("NotFound", () => Effect.succeed(undefined)))
    expectTypeOf<Effect.Effect.Error<typeof program>>().toEqualTypeOf<Common>()
  })
})
