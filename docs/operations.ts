/** Generates the README's table of operations. */
import { Endpoints } from "@passlock-sdk/contract"

const needs = { apiKey: "`PasslockConfig`", token: "`PasslockTenancy`", none: "`PasslockTenancy`" } as const

const rows = [...Endpoints.all, Endpoints.findCredential, Endpoints.findCredentials].map(
  ({ authentication, errors, idempotent, method, operation, path }) => {
    const own = errors.map(({ _tag }) => `\`${_tag}\``).join(" ")
    const route = `\`${method} ${path.replace("/v2/{tenancyId}", "")}\``
    return `| \`${operation}\` | ${route} | ${needs[authentication]} | ${own} | ${idempotent ? "yes" : "no"} |`
  }
)

const verifyIdToken = `| \`${Endpoints.getKeySet.operation}\` | local; keys from \`GET ${Endpoints.getKeySet.path}\` | ${needs.none} | \`InvalidIdToken\` | yes |`

const table = [
  "Endpoints are relative to `/v2/{tenancyId}`.",
  "",
  "| program | endpoint | needs | fails with, besides the common errors | idempotent |",
  "|---|---|---|---|---|",
  rows[0],
  verifyIdToken,
  ...rows.slice(1)
].join("\n")

const begin = "<!-- operations -->"
const end = "<!-- /operations -->"

/** Returns the page with an up-to-date table. */
export const withTable = (page: string): string =>
  `${page.slice(0, page.indexOf(begin) + begin.length)}\n${table}\n${page.slice(page.indexOf(end))}`
