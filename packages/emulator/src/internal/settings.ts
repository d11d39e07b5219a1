/** The options of an emulator, and their validation. */
import { expected } from "@passlock-sdk/contract/protocol/Issue"
import { PathValue } from "@passlock-sdk/contract/Strings"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import { hostnameOf, isAddress } from "./hosts.js"

/**
 * Settings for behaviour that Passlock does not document. The defaults are strict: a program that works with them also
 * works with a more lenient server.
 *
 * @since 0.1.0
 * @category models
 */
export interface Settings {
  /** How long an exchange code is valid, in milliseconds. Default: 5 minutes. */
  readonly codeLifetime: number
  /** Whether an exchange code works only once. Default: `true`. */
  readonly singleUseCodes: boolean
  /** How long a principal and its id_token are valid, in milliseconds. Default: 5 minutes. */
  readonly principalLifetime: number
  /**
   * How long a token for the page is valid, in milliseconds: of a registration, an authentication, an update, a deletion
   * or a pruning. Default: 5 minutes.
   */
  readonly tokenLifetime: number
  /** How long a `sessionToken` is valid, in milliseconds. Default: 5 minutes. */
  readonly sessionLifetime: number
  /** How long a challenge is valid, in milliseconds. Default: 10 minutes. */
  readonly challengeLifetime: number
  /**
   * How long verifying an expired challenge fails with `ChallengeExpired`, in milliseconds; afterwards it fails with
   * `InvalidChallenge`, like an unknown challenge. Default: 1 hour.
   */
  readonly expiredChallengeRetention: number
  /** The number of wrong codes after which a challenge rejects every code. Default: 5. */
  readonly challengeAttempts: number
  /** The number of challenges per purpose and user (without a user: email address) in the window. Default: 5. */
  readonly rateLimitMaximum: number
  /** The window of the rate limit, in milliseconds. Default: 1 minute. */
  readonly rateLimitWindow: number
  /**
   * The number of open sessions of registrations, of open sessions of authentications, and of exchange codes that a
   * tenancy keeps: a page needs no API key to add one. The oldest makes room for a new one. Default: 1,000.
   */
  readonly openSessions: number
  /** How long a string may be in a request without an API key, in characters. Default: 8,192. */
  readonly stringLength: number
  /** The number of passkeys on a page of the list. Default: 100. */
  readonly pageSize: number
  /**
   * The name of the relying party in the options of registrations that have no `rpName`. Default: `null`, for the
   * relying party ID.
   */
  readonly relyingPartyName: string | null
  /** The error of a request without an API key. Default: `"Unauthorized"`. */
  readonly missingApiKey: "Unauthorized" | "Forbidden"
  /** The response to the deletion of an unknown challenge. Default: `"ChallengeDeleted"`. */
  readonly unknownChallengeDeletion: "ChallengeDeleted" | "NotFound"
  /**
   * Whether Passlock sends the email of a challenge that has no `sendEmail`. Default: `true`, as from Passlock 2.9.3 on;
   * `false` for 2.9.0 to 2.9.2. With the option `api: "2.6"`, Passlock sends no email at all.
   */
  readonly sendEmailDefault: boolean
}

/**
 * The ID and the API key of a tenancy.
 *
 * @since 0.1.0
 * @category models
 */
export interface TenancyCredentials {
  /** The tenancy ID, which is part of every path. Not empty, `.` or `..`. */
  readonly tenancyId: string
  /** The API key, which servers send as a bearer token: visible ASCII characters without spaces. */
  readonly apiKey: string
}

/**
 * Options for all tenancies or for a single one.
 *
 * @since 0.1.0
 * @category models
 */
export interface TenancyOptions {
  /** The settings that differ from the defaults. */
  readonly settings?: Partial<Settings>
  /**
   * The origins that may run ceremonies, such as `http://localhost:3000`, without a path. Default: the https origins of
   * the relying party and its subdomains; for `localhost` also http, with any port.
   */
  readonly origins?: ReadonlyArray<string>
  /** The relying party IDs of the tenancy: lowercase domains, or `localhost`. Default: any. */
  readonly relyingParties?: ReadonlyArray<string>
}

/**
 * A tenancy and its own options. Options that it omits come from the emulator.
 *
 * @since 0.1.0
 * @category models
 */
export interface TenancyDefinition extends TenancyCredentials, TenancyOptions {}

/**
 * The options of an emulator. All are optional.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options extends TenancyOptions {
  /**
   * The generation of the API: `"2.6"`, or `"2.9"` for the releases 2.7 to 2.9. A route that only the other one documents
   * is 501 `@error/NotEmulated`. Default: both.
   */
  readonly api?: "2.6" | "2.9"
  /** The tenancies, at least one, each with its own vault. Default: `defaultTenancy` alone. */
  readonly tenancies?: ReadonlyArray<TenancyDefinition>
  /**
   * The host names of the emulator on a port, such as `emulator` in a network of containers, besides `localhost` and IP
   * addresses. It rejects requests to other names, because a page of any site can give its own name the emulator's
   * address. Requests through `fetch` or the layer may have any name. Default: none.
   */
  readonly allowedHosts?: ReadonlyArray<string>
  /**
   * The origins whose pages may send an API key, such as `http://localhost:3000`. Pages of all origins can run
   * ceremonies, which need no key. Default: none.
   */
  readonly apiKeyOrigins?: ReadonlyArray<string>
}

/** A tenancy with all options resolved. */
export interface TenancyConfig extends TenancyCredentials {
  readonly settings: Settings
  readonly origins: ReadonlyArray<string> | undefined
  readonly relyingParties: ReadonlyArray<string> | undefined
}

/** Options with all defaults resolved. */
export interface Config {
  /** `undefined` for both. */
  readonly api: Options["api"]
  readonly tenancies: ReadonlyArray<TenancyConfig>
  readonly allowedHosts: ReadonlyArray<string>
  readonly apiKeyOrigins: ReadonlyArray<string>
  /** The settings for requests to an unknown tenancy. */
  readonly settings: Settings
}

export const defaultTenancy: TenancyCredentials = { tenancyId: "emulated", apiKey: "emulated-api-key" }

const minute = 60_000

export const defaultSettings: Settings = {
  codeLifetime: 5 * minute,
  singleUseCodes: true,
  principalLifetime: 5 * minute,
  tokenLifetime: 5 * minute,
  sessionLifetime: 5 * minute,
  challengeLifetime: 10 * minute,
  expiredChallengeRetention: 60 * minute,
  challengeAttempts: 5,
  rateLimitMaximum: 5,
  rateLimitWindow: minute,
  openSessions: 1_000,
  stringLength: 8_192,
  pageSize: 100,
  relyingPartyName: null,
  missingApiKey: "Unauthorized",
  unknownChallengeDeletion: "ChallengeDeleted",
  sendEmailDefault: true
}

// A sum of the current time and a longer lifetime would not be exact.
const maximum = 1e15

const integer = (minimum: number) =>
  Schema.Number.pipe(
    Schema.filter((value) => Number.isInteger(value) && value >= minimum && value <= maximum, {
      description: `an integer of at least ${minimum}`
    })
  )

const milliseconds = (minimum: number) =>
  integer(minimum).annotations({ description: `an integer number of milliseconds, at least ${minimum}` })

const string = (description: string, isValid: (value: string) => boolean) =>
  Schema.String.pipe(Schema.filter(isValid, { description }))

const checks: { readonly [Name in keyof Settings]: Schema.Schema<Settings[Name]> } = {
  codeLifetime: milliseconds(1),
  singleUseCodes: Schema.Boolean.annotations({ description: "boolean" }),
  principalLifetime: milliseconds(1),
  tokenLifetime: milliseconds(1),
  sessionLifetime: milliseconds(1),
  challengeLifetime: milliseconds(1),
  expiredChallengeRetention: milliseconds(0),
  challengeAttempts: integer(1),
  rateLimitMaximum: integer(1),
  rateLimitWindow: milliseconds(1),
  openSessions: integer(1),
  stringLength: integer(1),
  pageSize: integer(1),
  relyingPartyName: Schema.NullOr(string("a non-empty string", (name) => name !== "")).annotations({
    description: "a non-empty string or null"
  }),
  missingApiKey: Schema.Literal("Unauthorized", "Forbidden").annotations({
    description: '"Unauthorized" or "Forbidden"'
  }),
  unknownChallengeDeletion: Schema.Literal("ChallengeDeleted", "NotFound").annotations({
    description: '"ChallengeDeleted" or "NotFound"'
  }),
  sendEmailDefault: Schema.Boolean.annotations({ description: "boolean" })
}

const ApiKey = string("a string of visible ASCII characters without spaces", (key) => /^[\x21-\x7e]+$/.test(key))

/** The origin of a web page, as browsers serialize it, or of an Android or iOS app. */
const isOrigin = (origin: string): boolean =>
  URL.canParse(origin) && /^https?:/.test(origin)
    ? new URL(origin).origin === origin
    : /^(android|ios):\S+$/.test(origin)

const Origin = string("an origin such as http://localhost:3000, without a path", isOrigin)

const isLabel = (label: string): boolean => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label)

/** A domain that a browser may accept as a relying party ID: no address, and no top-level domain. */
export const isDomain = (value: string): boolean =>
  value === "localhost" ||
  (value.length <= 253 &&
    value.includes(".") &&
    value.split(".").every(isLabel) &&
    hostnameOf(value) === value &&
    !isAddress(value))

export const isHost = (host: string): boolean => host !== "" && hostnameOf(host) === host

const Api = Schema.Literal("2.6", "2.9").annotations({ description: '"2.6", or "2.9" for 2.7 to 2.9' })

const Host = string("a lowercase host name such as emulator, without a port", isHost)

const Domain = string("a lowercase domain such as example.com, or localhost", isDomain)

/** Names the invalid option and its issue. Never contains its value, which may be a key. */
export class InvalidOption extends TypeError {
  constructor(
    readonly option: string,
    readonly issue: string
  ) {
    super(`PasslockEmulator: ${option}: ${issue}.`)
  }
}

const requireOption = <A>(option: string, schema: Schema.Schema<A>, value: unknown): void => {
  if (Schema.is(schema)(value)) return
  const description = Option.getOrElse(AST.getDescriptionAnnotation(schema.ast), () => String(schema.ast))
  throw new InvalidOption(option, expected(description, value))
}

const requireNonEmptyArray = (option: string, value: unknown, item: string): void => {
  const description = `an array with at least one ${item}`
  if (!Array.isArray(value)) throw new InvalidOption(option, expected(description, value))
  if (value.length === 0) throw new InvalidOption(option, `expected ${description}`)
}

const settingsOf = (changes: TenancyOptions["settings"], base: Settings, prefix: string): Settings => {
  const settings = { ...base }
  for (const [name, value] of Object.entries(changes ?? {})) {
    if (value === undefined) continue
    const option = `${prefix}settings.${name}`
    if (!Object.hasOwn(checks, name)) throw new InvalidOption(option, "is not a setting")
    requireOption<unknown>(option, checks[name as keyof Settings] as Schema.Schema<unknown>, value)
    Object.assign(settings, { [name]: value })
  }
  return settings
}

const arrayOf = <A>(
  values: ReadonlyArray<A> | undefined,
  option: string,
  schema: Schema.Schema<A>,
  item: string
): ReadonlyArray<A> | undefined => {
  if (values === undefined) return undefined
  requireNonEmptyArray(option, values, item)
  values.forEach((value, index) => {
    requireOption(`${option}[${index}]`, schema, value)
  })
  return values
}

type Resolved = Omit<TenancyConfig, keyof TenancyCredentials>

/** Rejects unknown names, so that typos do not go unnoticed. */
const requireKnown = (options: object, prefix: string, known: ReadonlyArray<string>): void => {
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw new InvalidOption(`${prefix}${unknown}`, `is not an option; the options are ${known.join(", ")}`)
}

const common = ["settings", "origins", "relyingParties"]

const resolveFor = (
  { origins, relyingParties, settings }: TenancyOptions,
  base: Resolved,
  prefix: string
): Resolved => ({
  settings: settingsOf(settings, base.settings, prefix),
  origins: arrayOf(origins, `${prefix}origins`, Origin, "origin") ?? base.origins,
  relyingParties: arrayOf(relyingParties, `${prefix}relyingParties`, Domain, "domain") ?? base.relyingParties
})

const tenanciesOf = (input: Options["tenancies"], base: Resolved): ReadonlyArray<TenancyConfig> => {
  const tenancies = input ?? [defaultTenancy]
  requireNonEmptyArray("tenancies", tenancies, "tenancy")
  const seen = new Set<string>()
  return tenancies.map((tenancy: TenancyDefinition, index) => {
    const prefix = `tenancies[${index}].`
    const { apiKey, tenancyId } = tenancy
    requireKnown(tenancy, prefix, ["tenancyId", "apiKey", ...common])
    requireOption(`${prefix}tenancyId`, PathValue, tenancyId)
    requireOption(`${prefix}apiKey`, ApiKey, apiKey)
    if (seen.has(tenancyId)) throw new InvalidOption(`${prefix}tenancyId`, "must be unique")
    seen.add(tenancyId)
    return { tenancyId, apiKey, ...resolveFor(tenancy, base, prefix) }
  })
}

/** Resolves the defaults; throws an `InvalidOption` for the first invalid option. */
export const resolve = (options: Options = {}): Config => {
  requireKnown(options, "", ["api", "tenancies", "allowedHosts", "apiKeyOrigins", ...common])
  if (options.api !== undefined) requireOption("api", Api, options.api)
  const base = resolveFor(options, { settings: defaultSettings, origins: undefined, relyingParties: undefined }, "")
  return {
    api: options.api,
    settings: base.settings,
    tenancies: tenanciesOf(options.tenancies, base),
    allowedHosts: arrayOf(options.allowedHosts, "allowedHosts", Host, "host name") ?? [],
    apiKeyOrigins: arrayOf(options.apiKeyOrigins, "apiKeyOrigins", Origin, "origin") ?? []
  }
}
