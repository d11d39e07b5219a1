/** Generates the README's table of operations. */
import { Endpoints, IdToken, Lookup } from "@passlock-sdk/contract"

const code = (text: string): string => `\`${text}\``

const row = (
  program: string,
  endpoint: string,
  needsKey: boolean,
  errors: ReadonlyArray<string>,
  idempotent: boolean
) =>
  `| ${code(program)}<br>${endpoint} | ${yesOrNo(needsKey)} | ${errors.map(code).join(" ")} | ${yesOrNo(idempotent)} |`

const yesOrNo = (is: boolean): string => (is ? "yes" : "no")

const rows = [...Endpoints.all, Lookup.findCredential, Lookup.findCredentials].map(
  ({ authentication, errors, idempotent, method, operation, path }) =>
    row(
      operation,
      code(`${method} ${path.replace("/v2/{tenancyId}", "")}`),
      authentication === "apiKey",
      errors.map(({ _tag }) => _tag),
      idempotent
    )
)

const { operation, path } = IdToken.getKeySet

const verifyIdToken = row(operation, `keys: ${code(path)}`, false, ["InvalidIdToken"], true)

const table = [
  "Endpoints are relative to `/v2/{tenancyId}`.",
  "",
  "| program and endpoint | API key | own errors | idempotent |",
  "|---|---|---|---|",
  rows[0],
  verifyIdToken,
  ...rows.slice(1)
].join("\n")

const begin = "<!-- operations -->"
const end = "<!-- /operations -->"

/** Returns the page with an up-to-date table. */
export const withTable = (page: string): string =>
  `${page.slice(0, page.indexOf(begin) + begin.length)}\n${table}\n${page.slice(page.indexOf(end))}`
