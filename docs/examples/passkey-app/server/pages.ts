/** The pages and what they load, bundled once when the application starts. */
import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { PasslockTenancy } from "@passlock-sdk/effect"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Record from "effect/Record"
import * as esbuild from "esbuild"
import { refuse } from "./answers.js"
import { UnknownAddress } from "./refusals.js"
import { Site } from "./site.js"
import * as Visits from "./visits.js"

const scripts = ["login", "signup", "account"] as const

/** With the one for addresses where nothing is. */
type Name = (typeof scripts)[number] | "lost"

const folder = fileURLToPath(new URL("../page/", import.meta.url))

const bundle = async (): Promise<ReadonlyMap<string, Uint8Array>> => {
  const { outputFiles } = await esbuild.build({
    entryPoints: [...scripts.map((name) => `${folder}${name}.ts`), `${folder}style.css`],
    outdir: `${folder}assets`,
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    logLevel: "silent"
  })
  return new Map(outputFiles.map(({ contents, path }) => [path.slice(folder.length), contents]))
}

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;")

/** All that a page knows of Passlock. The API key is not among it. */
const head = (tenancy: Context.Tag.Service<PasslockTenancy>, rpId: string): string =>
  [
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<meta name="passlock-tenancy-id" content="${escape(tenancy.tenancyId)}">`,
    `<meta name="passlock-endpoint" content="${escape(tenancy.endpoint)}">`,
    `<meta name="relying-party" content="${escape(rpId)}">`,
    '<link rel="icon" href="/assets/icon.svg">',
    '<link rel="stylesheet" href="/assets/style.css">'
  ].join("\n    ")

export class Pages extends Context.Tag("passkey-app/Pages")<
  Pages,
  {
    readonly html: (name: Name) => string
    readonly asset: (path: string) => Uint8Array | undefined
  }
>() {
  static readonly layer = Layer.effect(
    Pages,
    Effect.gen(function* () {
      const tenancy = yield* PasslockTenancy
      const { rpId } = yield* Site
      const assets = new Map(yield* Effect.promise(bundle))
      assets.set("assets/icon.svg", yield* Effect.promise(() => readFile(`${folder}icon.svg`)))
      const read = (name: string) => Effect.promise(() => readFile(`${folder}${name}.html`, "utf8"))
      const pages = yield* Effect.all({
        login: read("login"),
        signup: read("signup"),
        account: read("account"),
        lost: read("lost")
      })
      const parts = { head: head(tenancy, rpId), brand: yield* read("brand"), code: yield* read("code") }
      const html = Record.map(pages, (page) =>
        Object.entries(parts).reduce((text, [part, html]) => text.replace(`<!-- ${part} -->`, () => html.trim()), page)
      )
      return {
        html: (name) => html[name],
        asset: (path) => assets.get(path)
      }
    })
  )
}

const types = { js: "text/javascript", css: "text/css", svg: "image/svg+xml" }

const page = (name: Name) =>
  Effect.map(Pages, (pages) => HttpServerResponse.raw(pages.html(name), { contentType: "text/html; charset=utf-8" }))

/** A page for those who look for one, a sentence for scripts. */
export const lost = Effect.gen(function* () {
  const { headers } = yield* HttpServerRequest.HttpServerRequest
  if (!headers.accept?.includes("text/html")) return refuse(new UnknownAddress())
  return HttpServerResponse.setStatus(yield* page("lost"), 404)
})

const asset = Effect.gen(function* () {
  const { url } = yield* HttpServerRequest.HttpServerRequest
  const { pathname } = new URL(url, "http://localhost")
  const bytes = (yield* Pages).asset(pathname.slice(1))
  const type = Object.entries(types).find(([extension]) => pathname.endsWith(`.${extension}`))?.[1]
  if (bytes === undefined || type === undefined) return yield* lost
  return HttpServerResponse.uint8Array(bytes, { contentType: type, headers: { "cache-control": "no-cache" } })
})

const isMember = Effect.map(Visits.current, (visit) => visit?.session._tag === "Member")

const whereMember = Effect.fnUntraced(function* (name: Name) {
  if (yield* isMember) return yield* page(name)
  if (!(yield* Visits.isOver)) return HttpServerResponse.redirect("/login")
  // Once is enough to tell the user.
  yield* Visits.end
  return HttpServerResponse.redirect("/login?because=expired")
})

const whereVisitor = (name: Name) =>
  Effect.flatMap(isMember, (member) => (member ? Effect.succeed(HttpServerResponse.redirect("/account")) : page(name)))

export const routes = HttpRouter.empty.pipe(
  HttpRouter.get("/", Effect.succeed(HttpServerResponse.redirect("/account"))),
  HttpRouter.get("/login", whereVisitor("login")),
  HttpRouter.get("/signup", whereVisitor("signup")),
  HttpRouter.get("/account", whereMember("account")),
  HttpRouter.get("/assets/*", asset)
)
