import type * as HttpClient from "@effect/platform/HttpClient"
import type { Endpoint, Endpoints } from "@passlock-sdk/contract"
import {
  Authentication,
  type AuthenticationOptions,
  type AuthenticationSuccess,
  type BadRequest,
  type Challenge,
  type ChallengeAttemptsExceeded,
  type ChallengeCreated,
  type ChallengeDeleted,
  type ChallengeExpired,
  type ChallengeRateLimited,
  Challenges,
  type ChallengeVerified,
  type CredentialLookup,
  type CredentialsLookup,
  type DeletedPasskeys,
  type ExtendedPrincipal,
  type FindAllPasskeys,
  type Forbidden,
  type InvalidChallenge,
  type InvalidChallengeCode,
  type InvalidCode,
  type InvalidIdToken,
  type InvalidInput,
  type InvalidTenancy,
  Lookups,
  type NotFound,
  type Passkey,
  type PasskeyNotFound,
  type PasskeySummary,
  Passkeys,
  PasslockConfig,
  type PasslockError,
  PasslockTenancy,
  type PreparedPasskeyAuthentication,
  type PreparedPasskeyRegistration,
  type Principal,
  Principals,
  type RateLimited,
  Registration,
  type RegistrationOptions,
  type RegistrationSuccess,
  type RequestTimeout,
  type ServerError,
  type TransportError,
  type Unauthorized,
  type UnexpectedResponse,
  type UpdatedPasskeys
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

describe("every program", () => {
  test("has exactly these A, E and R types", () => {
    expectTypeOf(Principals.exchange).returns.toEqualTypeOf<
      Effect.Effect<ExtendedPrincipal, InvalidCode | Common, WithKey>
    >()
    expectTypeOf(Principals.verifyIdToken).returns.toEqualTypeOf<
      Effect.Effect<Principal, InvalidIdToken | Common, WithoutKey>
    >()
    expectTypeOf(Passkeys.list).returns.toEqualTypeOf<Effect.Effect<FindAllPasskeys, Common, WithKey>>()
    expectTypeOf(Passkeys.stream).returns.toEqualTypeOf<Stream.Stream<PasskeySummary, Common, WithKey>>()
    expectTypeOf(Passkeys.get).returns.toEqualTypeOf<Effect.Effect<Passkey, NotFound | Common, WithKey>>()
    expectTypeOf(Passkeys.update).returns.toEqualTypeOf<Effect.Effect<Passkey, NotFound | Common, WithKey>>()
    expectTypeOf(Passkeys.delete).returns.toEqualTypeOf<Effect.Effect<Passkey, NotFound | Common, WithKey>>()
    expectTypeOf(Passkeys.updateForUser).returns.toEqualTypeOf<
      Effect.Effect<UpdatedPasskeys, NotFound | Common, WithKey>
    >()
    expectTypeOf(Passkeys.deleteForUser).returns.toEqualTypeOf<
      Effect.Effect<DeletedPasskeys, NotFound | Common, WithKey>
    >()
    expectTypeOf(Challenges.create).returns.toEqualTypeOf<
      Effect.Effect<ChallengeCreated, ChallengeRateLimited | Common, WithKey>
    >()
    expectTypeOf(Challenges.get).returns.toEqualTypeOf<Effect.Effect<Challenge, NotFound | Common, WithKey>>()
    expectTypeOf(Challenges.verify).returns.toEqualTypeOf<
      Effect.Effect<
        ChallengeVerified,
        InvalidChallenge | InvalidChallengeCode | ChallengeExpired | ChallengeAttemptsExceeded | Common,
        WithKey
      >
    >()
    expectTypeOf(Challenges.delete).returns.toEqualTypeOf<Effect.Effect<ChallengeDeleted, NotFound | Common, WithKey>>()
    expectTypeOf(Registration.prepare).returns.toEqualTypeOf<
      Effect.Effect<PreparedPasskeyRegistration, Common, WithKey>
    >()
    expectTypeOf(Registration.options).returns.toEqualTypeOf<Effect.Effect<RegistrationOptions, Common, WithoutKey>>()
    expectTypeOf(Registration.verify).returns.toEqualTypeOf<Effect.Effect<RegistrationSuccess, Common, WithoutKey>>()
    expectTypeOf(Authentication.prepare).returns.toEqualTypeOf<
      Effect.Effect<PreparedPasskeyAuthentication, Common, WithKey>
    >()
    expectTypeOf(Authentication.options).returns.toEqualTypeOf<
      Effect.Effect<AuthenticationOptions, Common, WithoutKey>
    >()
    expectTypeOf(Authentication.verify).returns.toEqualTypeOf<
      Effect.Effect<AuthenticationSuccess, PasskeyNotFound | Common, WithoutKey>
    >()
    expectTypeOf(Lookups.credential).returns.toEqualTypeOf<
      Effect.Effect<CredentialLookup, NotFound | Common, WithoutKey>
    >()
    expectTypeOf(Lookups.credentials).returns.toEqualTypeOf<
      Effect.Effect<CredentialsLookup, NotFound | Common, WithoutKey>
    >()
  })

  test("takes the request of its endpoint", () => {
    type Requests = { readonly [E in Endpoints.Descriptor as E["operation"]]: Endpoint.Request<E> }
    expectTypeOf<Parameters<typeof Principals.exchange>[0]>().branded.toEqualTypeOf<Requests["Principals.exchange"]>()
    expectTypeOf<NonNullable<Parameters<typeof Passkeys.list>[0]>>().branded.toEqualTypeOf<Requests["Passkeys.list"]>()
    expectTypeOf<Parameters<typeof Passkeys.get>[0]>().branded.toEqualTypeOf<Requests["Passkeys.get"]>()
    expectTypeOf<Parameters<typeof Passkeys.update>[0]>().branded.toEqualTypeOf<Requests["Passkeys.update"]>()
    expectTypeOf<Parameters<typeof Passkeys.delete>[0]>().branded.toEqualTypeOf<Requests["Passkeys.delete"]>()
    expectTypeOf<Parameters<typeof Passkeys.updateForUser>[0]>().branded.toEqualTypeOf<
      Requests["Passkeys.updateForUser"]
    >()
    expectTypeOf<Parameters<typeof Passkeys.deleteForUser>[0]>().branded.toEqualTypeOf<
      Requests["Passkeys.deleteForUser"]
    >()
    expectTypeOf<Parameters<typeof Challenges.create>[0]>().branded.toEqualTypeOf<Requests["Challenges.create"]>()
    expectTypeOf<Parameters<typeof Challenges.get>[0]>().branded.toEqualTypeOf<Requests["Challenges.get"]>()
    expectTypeOf<Parameters<typeof Challenges.verify>[0]>().branded.toEqualTypeOf<Requests["Challenges.verify"]>()
    expectTypeOf<Parameters<typeof Challenges.delete>[0]>().branded.toEqualTypeOf<Requests["Challenges.delete"]>()
    expectTypeOf<Parameters<typeof Registration.prepare>[0]>().branded.toEqualTypeOf<Requests["Registration.prepare"]>()
    expectTypeOf<Parameters<typeof Registration.options>[0]>().branded.toEqualTypeOf<Requests["Registration.options"]>()
    expectTypeOf<Parameters<typeof Registration.verify>[0]>().branded.toEqualTypeOf<Requests["Registration.verify"]>()
    expectTypeOf<Parameters<typeof Authentication.prepare>[0]>().branded.toEqualTypeOf<
      Requests["Authentication.prepare"]
    >()
    expectTypeOf<Parameters<typeof Authentication.options>[0]>().branded.toEqualTypeOf<
      Requests["Authentication.options"]
    >()
    expectTypeOf<Parameters<typeof Authentication.verify>[0]>().branded.toEqualTypeOf<
      Requests["Authentication.verify"]
    >()
    expectTypeOf<Parameters<typeof Lookups.credential>[0]>().branded.toEqualTypeOf<Requests["Lookups.credential"]>()
    expectTypeOf<Parameters<typeof Lookups.credentials>[0]>().branded.toEqualTypeOf<Requests["Lookups.credentials"]>()
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
