/** The descriptions of the document, except those of its components. */
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import type { AnyOperation } from "@passlock-sdk/contract/Endpoints"

export const title = "Passlock"

export const summary = "Passkeys and mailed one-time codes."

export const description = [
  [
    "The REST API of Passlock, release 2.6, as far as it is public. This is not an official Passlock document: it is generated",
    "from the contract of the Passlock SDK for TypeScript, and was not checked against the live service. `x-provenance` says",
    "for each field, status and error whether it is documented by Passlock, tested by its own clients and tests, or inferred."
  ].join(" "),
  [
    "Every error is a JSON object with a `_tag`. Distinguish errors by their tag: several statuses are known from tests only.",
    "Responses may contain fields and values that are not listed here."
  ].join(" ")
].join("\n\n")

type Tag = AnyOperation extends `${infer Group}.${string}` ? Group : never

export const tags: Readonly<Record<Tag, string>> = {
  Principals: "Exchange the code of a ceremony for a principal, or get the public keys that verify id_tokens.",
  Passkeys: "The vault: the passkeys of all users.",
  Challenges: "One-time codes that verify an email address.",
  Registration:
    "The ceremony that creates a passkey. A server prepares it; a page requests the options and the verification.",
  Authentication: "The ceremony that uses a passkey. A server prepares it, or a page starts it.",
  Lookups: "Two lookups that Passlock does not document. Its browser client uses them to signal accepted credentials."
}

export const servers = [
  { url: "https://api.passlock.dev", description: "Passlock." },
  {
    url: "http://localhost:{port}",
    description: "An emulator on this machine.",
    variables: { port: { default: "8787" } }
  }
]

export const apiKey = "The API key of the tenancy, as a bearer token. Keep it on the server; never send it to a page."

/** The parameters of paths and queries. */
export const parameters: Readonly<Record<string, string>> = {
  tenancyId: "The id of the tenancy.",
  code: "The code of a verified registration or authentication. It expires after five minutes.",
  cursor: "The cursor of the previous page. Default: the first page.",
  passkeyId: "Passlock's id of the passkey, not the credential id.",
  passkeyIds: "Passlock's ids of the passkeys, separated by commas.",
  userId: "The application's user id.",
  challengeId: "The id of the challenge."
}

export const retryAfter =
  "How long to wait before the next attempt, in seconds. The same as `retryAfterSeconds` in the body."

const authentications: Readonly<Record<Endpoint.Authentication, (secret: string | undefined) => string>> = {
  apiKey: () => "Called by servers with the API key.",
  token: (secret) => `Called by pages without an API key: the \`${secret}\` in the body authenticates the request.`,
  none: () => "Needs no authentication."
}

export const operation = ({ authentication, idempotent, secrets }: Endpoint.Any): string =>
  [
    authentications[authentication](secrets[0]),
    idempotent ? "The operation is idempotent." : "The operation is not idempotent."
  ].join(" ")
