/** Generates the README's table of operations. */
import { type Endpoint, Endpoints, IdToken, Lookup } from "@passlock-sdk/contract"
import { releasesOf } from "@passlock-sdk/reference"

const code = (text: string): string => `\`${text}\``

const yesOrNo = (is: boolean): string => (is ? "yes" : "no")

const row = (
  { authentication, idempotent, operation, releases }: Endpoint.Any,
  endpoint: string,
  errors: ReadonlyArray<string>
): string =>
  `| ${[`${code(operation)}<br>${endpoint}`, releasesOf({ releases }), yesOrNo(authentication === "apiKey"), errors.map(code).join(" "), yesOrNo(idempotent)].join(" | ")} |`

const rowOf = (endpoint: Endpoint.Any): string => {
  const { errors, method, path } = endpoint
  return row(
    endpoint,
    code(`${method} ${path.replace("/v2/{tenancyId}", "")}`),
    errors.map(({ _tag }) => _tag)
  )
}

const isOf26 = ({ releases }: Endpoint.Any): boolean => releases.includes("2.6")

const table = [
  "Endpoints are relative to `/v2/{tenancyId}`.",
  "",
  "| program and endpoint | Passlock | API key | own errors | idempotent |",
  "|---|---|---|---|---|",
  ...Endpoints.all.filter(isOf26).map(rowOf),
  ...Endpoints.all.filter((endpoint) => !isOf26(endpoint)).map(rowOf),
  row(IdToken.getKeySet, `keys: ${code(IdToken.getKeySet.path)}`, ["InvalidIdToken"]),
  ...Lookup.lookupEndpoints.map(rowOf)
].join("\n")

const begin = "<!-- operations -->"
const end = "<!-- /operations -->"

/** Returns the page with an up-to-date table. */
export const withTable = (page: string): string =>
  `${page.slice(0, page.indexOf(begin) + begin.length)}\n${table}\n${page.slice(page.indexOf(end))}`
