/** The emulator's behavior where Passlock's is unknown. */
import type { Endpoints, Provenance } from "@passlock-sdk/contract"
import type { PasslockEmulator } from "@passlock-sdk/emulator"

interface Topic {
  readonly topic: string
  readonly fact: string
  readonly provenance: Provenance.Provenance | "unknown"
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

const consumed = "The first request with the token consumes it, even when the request fails."

const exchanged =
  "A token works once; an unknown, used or expired one returns `BadRequest`. An `Origin` header is not checked."

const embedded = "A response of a page that another origin embeds (`crossOrigin`, `topOrigin`) returns `BadRequest`."

const page =
  "An `Origin` header must be in the `origins` option. By default, it must be the relying party or a subdomain over `https`, or `localhost` over `http`."

/** The emulator's choices, by operation. */
export const choices: { readonly [Operation in Endpoints.AnyOperation]: ReadonlyArray<string> } = {
  "Principals.exchange": [
    "A code is valid for 5 minutes (setting `codeLifetime`) and one exchange (setting `singleUseCodes`), then returns `InvalidCode`.",
    "The principal expires 5 minutes after the ceremony (setting `principalLifetime`).",
    "`platformName` is set for a few well-known AAGUIDs. `ipAddress` is the address of the connection, never the one in `X-Forwarded-For`. Without a connection, it is absent."
  ],
  "Passkeys.list": [
    "Oldest first, 100 per page (setting `pageSize`).",
    "A `cursor` that is not from an earlier page of this tenancy returns `BadRequest`."
  ],
  "Passkeys.get": [],
  "Passkeys.update": ["Without `username` nothing changes, including `updatedAt`."],
  "Passkeys.delete": ["A second deletion returns `NotFound`."],
  "Passkeys.updateForUser": ["A user without passkeys returns `NotFound`."],
  "Passkeys.deleteForUser": ["A user without passkeys returns `NotFound`.", "A body is ignored."],
  "Passkeys.prepareUpdate": [
    "The token expires after 5 minutes (setting `tokenLifetime`).",
    "Passkeys are renamed at once. The instructions are those of this moment: one per relying party and user handle. `displayName` is the `username` unless the request sets it: Passlock's own client needs one.",
    "A user without passkeys succeeds with `NO_PASSKEYS_FOUND`."
  ],
  "Passkeys.prepareDeletion": [
    "The token expires after 5 minutes (setting `tokenLifetime`).",
    "Passkeys are deleted at once. Each ID that is not in the vault gets a `PASSKEY_NOT_FOUND` with its `passkeyId`; a repeated ID counts once. A `userId` without passkeys succeeds with `NO_PASSKEYS_FOUND`."
  ],
  "Passkeys.exchangeUpdate": [exchanged, "It repeats the warnings of the prepare request."],
  "Passkeys.exchangeDeletion": [
    exchanged,
    "It repeats the warnings of the prepare request. One instruction per deleted passkey."
  ],
  "Passkeys.exchangePruning": [
    exchanged,
    "The instructions come from the vault at this moment, not from the time of the prepare request: a device would remove a passkey that was registered in between. One per relying party and user handle.",
    "A user without passkeys gets no instruction and `NO_PASSKEYS_FOUND`. An empty list would remove all of the user's passkeys from the device. `EMPTY_SIGNAL_PAYLOAD` is never returned: Passlock's own client adds it itself."
  ],
  "Challenges.create": [
    "A challenge expires after 10 minutes (setting `challengeLifetime`).",
    "The sixth challenge within a minute returns `ChallengeRateLimited` (settings `rateLimitMaximum` and `rateLimitWindow`), counted per purpose and user. Without a `userId`, it is counted per purpose and email address, ignoring case. Rejected requests and those with `skipRateLimit` do not count.",
    "`retryAfterSeconds` is exact: after that time the next request succeeds.",
    "The outbox holds every email. Passlock sends it, unless `sendEmail` is `false` (setting `sendEmailDefault`): then `sentBy` is `application`, and the email only went back as `message`. The greeting contains `name`.",
    "With `--api 2.6`, `name` and `sendEmail` are ignored, and Passlock sends no email."
  ],
  "Challenges.get": [
    "An expired challenge returns `NotFound`.",
    "It changes nothing, and never returns `secret` or `code`."
  ],
  "Challenges.verify": [
    "Each of the first 5 wrong codes returns `InvalidChallengeCode`; every later code, including the right one, returns `ChallengeAttemptsExceeded` (setting `challengeAttempts`).",
    "It checks the ID and the secret first, then the expiry, the attempts, and the code. An empty code is a wrong code; the SDK does not send one.",
    "An expired challenge returns `ChallengeExpired` for an hour (setting `expiredChallengeRetention`), then `InvalidChallenge`.",
    "A verified challenge returns `InvalidChallenge` afterwards."
  ],
  "Challenges.delete": ["An unknown ID succeeds (setting `unknownChallengeDeletion`)."],
  "Registration.prepare": [
    "The token expires after 5 minutes (setting `tokenLifetime`).",
    "`rpId` must be a lowercase domain with a dot, or `localhost`: browsers accept no address and no top-level domain. The emulator does not know other public suffixes, such as `co.uk`. The IDs in `excludeCredentials` are not checked yet."
  ],
  "Registration.authorize": [
    "As `Registration.prepare`. `rpId` may be in any case, and is used in lower case. `rpName` is trimmed."
  ],
  "Registration.options": [
    consumed,
    page,
    "The session expires after 5 minutes (setting `sessionLifetime`).",
    "`rp.name` is the `rpName` of the authorize request, otherwise the `rpId` (setting `relyingPartyName`); `timeout` is 60 seconds unless the first request sets it; the algorithms are EdDSA, ES256 and RS256; `attestation` is `none`.",
    "A user has one user handle per relying party.",
    "IDs of passkeys that are not in the vault are ignored."
  ],
  "Registration.verify": [
    consumed,
    "The origin must be the one that requested the options. If that request had no `Origin` header, it must be in the `origins` option or belong to the relying party.",
    "The WebAuthn response is fully verified, but attestation certificates are rejected: verifying them needs network requests. Self attestation must have the algorithm of the key.",
    "The public key must be usable: a point on P-256; a point of large order on Ed25519; an RSA modulus of 2,048 to 8,192 bits with an exponent of 65,537 or more. A credential ID has at most 1,023 bytes.",
    embedded,
    "User verification is required if the first request sets `userVerification` to `required`.",
    "A credential that the vault already has returns `BadRequest`."
  ],
  "Authentication.prepare": [
    "The token expires after 5 minutes (setting `tokenLifetime`).",
    "`rpId` must be a lowercase domain with a dot, or `localhost`. An ID in `allowCredentials` that is not a passkey of this relying party (and user) returns `BadRequest`, and so does a user without passkeys."
  ],
  "Authentication.authorize": [
    "As `Authentication.prepare`. `rpId` may be in any case, and is used in lower case.",
    "With `discoverable: true` and no `allowCredentials`, the options allow any passkey, and verification accepts those of the relying party (and user)."
  ],
  "Authentication.options": [
    consumed,
    page,
    "The session expires after 5 minutes (setting `sessionLifetime`).",
    "If a page starts an authentication without `allowCredentials`, any passkey of the relying party is accepted.",
    "Passkeys that were deleted after the first request are omitted; when none is left, it returns `BadRequest`.",
    "`mediation` is always returned: `required`, unless the authorize request sets `conditional`.",
    "With `--api 2.9`, a request without an `authenticationToken` returns `BadRequest`: Passlock 2.6 alone documents an authentication that a page starts itself."
  ],
  "Authentication.verify": [
    consumed,
    "The origin must be the one that requested the options. If that request had no `Origin` header, it must be in the `origins` option or belong to the relying party.",
    embedded,
    "It checks the token first, then the passkey (`PasskeyNotFound`, also for a passkey of another relying party), and then the signature.",
    "A counter that does not increase returns `BadRequest`, unless it is always 0. `counter` and `lastUsed` change, `updatedAt` does not."
  ],
  "Principals.verifyIdToken": [
    "The keys are served at `/v2/.well-known/jwks.json`, and at `/.well-known/jwks.json` as in older documentation.",
    "They are RSA keys for RS256, new for each emulator, and stored with `--data-dir`. A rotation publishes the new key 15 minutes before it signs (`publishAhead`); the set keeps the previous key."
  ],
  "Lookups.credential": ["An unknown ID returns `NotFound`."],
  "Lookups.credentials": [
    "One unknown ID returns `NotFound`. A page signals what it gets, and the device removes the user's other passkeys: without an answer it removes none.",
    "Passkeys of several users or relying parties return `BadRequest`, and so does an empty ID."
  ]
}

interface Setting {
  /** What it controls. */
  readonly fact: string
  /** The provenance of its default. */
  readonly provenance: Provenance.Provenance
  readonly values: string
}

/** The settings: a missing one does not compile. */
export const settings: { readonly [Name in keyof PasslockEmulator.Settings]: Setting } = {
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
