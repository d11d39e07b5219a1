/** The emulator's behavior where Passlock's is unknown, except that of single endpoints, and its settings. */
import type { Provenance } from "@passlock-sdk/reference"
import type { Settings } from "../src/internal/settings.js"

interface Topic {
  readonly topic: string
  readonly fact: string
  readonly provenance: Provenance | "unknown"
  readonly emulator: string
}

/** The behavior of every endpoint. */
export const protocol: ReadonlyArray<Topic> = [
  {
    topic: "URL",
    fact: "`https://api.passlock.dev`; clients can use another URL, with a base path",
    provenance: "documented",
    emulator: "any base path before `/v2/`"
  },
  {
    topic: "routes without `/v2`",
    fact: "clients before 2.6 call them; their pages start a registration themselves, without a token",
    provenance: "tested",
    emulator: "not served: 501 `@error/NotEmulated`; only `/.well-known/jwks.json` is"
  },
  {
    topic: "trailing slash",
    fact: "only the list and the two routes of a user's passkeys have one",
    provenance: "documented",
    emulator: "optional on every route"
  },
  {
    topic: "path parameters",
    fact: "opaque",
    provenance: "tested",
    emulator: "percent-decoded; empty values, `.`, `..` and invalid encodings return `BadRequest`"
  },
  {
    topic: "API key",
    fact: "`Authorization: Bearer <key>`",
    provenance: "documented",
    emulator: "checked before anything else"
  },
  {
    topic: "wrong key, unknown tenancy",
    fact: "403 `Forbidden`",
    provenance: "documented",
    emulator: "the same; never returns `InvalidTenancy`"
  },
  {
    topic: "no key",
    fact: "401 `Unauthorized` exists; whether it applies here is unknown",
    provenance: "inferred",
    emulator: "401 `Unauthorized`; setting `missingApiKey`"
  },
  {
    topic: "empty key",
    fact: "unknown",
    provenance: "unknown",
    emulator: "403 `Forbidden`, like a wrong key"
  },
  {
    topic: "requests of a page",
    fact: "no API key; a token in the body",
    provenance: "documented",
    emulator: "the same; ignores API keys"
  },
  {
    topic: "success",
    fact: "any 2xx; the `_tag` identifies the response",
    provenance: "tested",
    emulator: "exactly the status listed below"
  },
  {
    topic: "errors",
    fact: "a flat JSON object with `_tag` and `message`",
    provenance: "tested",
    emulator: "the same; `BadRequest` names every invalid field, never its value"
  },
  {
    topic: "timestamps",
    fact: "milliseconds since 1970; a few samples look like seconds, and the SDK reads values below 10^11 as seconds",
    provenance: "documented",
    emulator: "milliseconds"
  },
  {
    topic: "content type of responses",
    fact: "Passlock's browser client requires exactly `application/json`",
    provenance: "tested",
    emulator: "exactly `application/json`"
  },
  {
    topic: "content type of requests",
    fact: "unknown",
    provenance: "unknown",
    emulator: "any JSON type, or none; others return `BadRequest`"
  },
  {
    topic: "request body",
    fact: "unknown",
    provenance: "unknown",
    emulator: "a UTF-8 JSON object; ignores unknown fields; a body over 64 KiB returns 413 `BadRequest`"
  },
  {
    topic: "limits of requests without an API key",
    fact: "unknown",
    provenance: "unknown",
    emulator:
      "a longer string than 8,192 characters returns `BadRequest` (setting `stringLength`); a tenancy keeps the latest 1,000 open sessions of each ceremony and exchange codes (setting `openSessions`)"
  },
  {
    topic: "CORS",
    fact: "pages send POST requests with JSON, which need a preflight",
    provenance: "tested",
    emulator:
      "every origin may call every route without an API key and read `Retry-After`; only the origins in `apiKeyOrigins` may send a key; `OPTIONS` returns 204, also for private networks"
  },
  {
    topic: "host name",
    fact: "`api.passlock.dev`, or the host of the `endpoint`",
    provenance: "documented",
    emulator:
      "on a port: `localhost`, IP addresses and `allowedHosts`, others return 403 `@error/HostNotAllowed`; in the same process: any"
  },
  {
    topic: "unknown route",
    fact: "unknown",
    provenance: "unknown",
    emulator: "501 `@error/NotEmulated`; a 404 would look like a missing passkey"
  },
  {
    topic: "route of the other generation",
    fact: "unknown: Passlock 2.7 to 2.9 replace some routes of 2.6",
    provenance: "unknown",
    emulator: "served; with `--api 2.6` or `--api 2.9`, 501 `@error/NotEmulated` with a message that names the releases"
  },
  {
    topic: "`update`, `delete`, `prune`, `verify` in place of an ID",
    fact: "segments of other routes",
    provenance: "documented",
    emulator: "never an ID: `GET passkeys/update` returns 405 with `Allow: POST`"
  },
  {
    topic: "unknown method",
    fact: "unknown",
    provenance: "unknown",
    emulator: "405 `@error/MethodNotAllowed` with `Allow`, also for `HEAD`: a `GET` may consume a code"
  },
  {
    topic: "general rate limit",
    fact: "none",
    provenance: "documented",
    emulator: "none"
  },
  {
    topic: "request IDs, idempotency keys",
    fact: "none",
    provenance: "documented",
    emulator: "none"
  },
  {
    topic: "defects of the emulator",
    fact: "",
    provenance: "unknown",
    emulator: "500 `@error/InternalError`, and a log entry without the error message"
  }
]

interface Setting {
  /** What it controls. */
  readonly fact: string
  /** The provenance of its default. */
  readonly provenance: Provenance
  readonly values: string
}

/** The settings: a missing one does not compile. */
export const settings: { readonly [Name in keyof Settings]: Setting } = {
  codeLifetime: { fact: "how long a code can be exchanged", provenance: "documented", values: "milliseconds" },
  singleUseCodes: {
    fact: "whether a code can be exchanged only once",
    provenance: "inferred",
    values: "`true`, `false`"
  },
  principalLifetime: {
    fact: "how long a principal and its id_token are valid",
    provenance: "inferred",
    values: "milliseconds"
  },
  tokenLifetime: {
    fact: "how long a token for the page is valid",
    provenance: "inferred",
    values: "milliseconds"
  },
  sessionLifetime: {
    fact: "how long the session of a ceremony is valid",
    provenance: "inferred",
    values: "milliseconds"
  },
  challengeLifetime: { fact: "how long a challenge can be verified", provenance: "documented", values: "milliseconds" },
  expiredChallengeRetention: {
    fact: "how long an expired challenge returns `ChallengeExpired`",
    provenance: "inferred",
    values: "milliseconds"
  },
  challengeAttempts: { fact: "how many wrong codes a challenge allows", provenance: "inferred", values: "integer" },
  rateLimitMaximum: { fact: "how many challenges the rate limit allows", provenance: "inferred", values: "integer" },
  rateLimitWindow: { fact: "the window of the rate limit", provenance: "inferred", values: "milliseconds" },
  openSessions: {
    fact: "how many open sessions of each ceremony, and exchange codes, a tenancy keeps; the oldest makes room",
    provenance: "inferred",
    values: "integer"
  },
  stringLength: {
    fact: "how long a string may be in a request without an API key",
    provenance: "inferred",
    values: "characters"
  },
  pageSize: { fact: "how many passkeys a page of the list has", provenance: "inferred", values: "integer" },
  relyingPartyName: {
    fact: "the name of the relying party in registration options without an `rpName`",
    provenance: "inferred",
    values: "string, or `null` for the `rpId`"
  },
  missingApiKey: {
    fact: "the error of a request without an API key",
    provenance: "inferred",
    values: "`Unauthorized`, `Forbidden`"
  },
  unknownChallengeDeletion: {
    fact: "the response to the deletion of an unknown challenge",
    provenance: "inferred",
    values: "`ChallengeDeleted`, `NotFound`"
  },
  sendEmailDefault: {
    fact: "whether Passlock sends the email of a challenge without `sendEmail`; never with `--api 2.6`",
    provenance: "documented",
    values: "`true`, `false`"
  }
}
