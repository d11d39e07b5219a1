/** The request section: the latest requests, newest first. */
import type { LoggedRequest } from "../../control/requestLog.js"
import type { Snapshot } from "./api.js"
import type { View } from "./dom.js"
import type { Kit } from "./kit.js"

export const requests = ({ clock, dom, format }: Kit) => {
  const { element, find } = dom
  const text = find("requests-text", HTMLInputElement)
  const errorsOnly = find("requests-errors", HTMLInputElement)

  const kindOf = (status: number | undefined): "ok" | "client error" | "server error" | "no response" => {
    if (status === undefined) return "no response"
    return status < 400 ? "ok" : status < 500 ? "client error" : "server error"
  }

  const cell = (style: string, ...content: ReadonlyArray<Node | string>) =>
    element("td", { role: "cell", class: style }, ...content)

  const make = (request: LoggedRequest): View<LoggedRequest> => {
    const { at, duration, fault, method, operation = "–", outcome, path, status } = request
    const kind = kindOf(status)
    const shown = status === undefined ? kind : `${status} ${kind}`
    return {
      node: element(
        "tr",
        { role: "row" },
        cell(
          "request-time number",
          element("time", { datetime: new Date(at).toISOString() }, format.moment(at, clock.now()))
        ),
        cell("request-status", element("span", { class: `status ${kind.replace(" ", "-")}` }, shown)),
        element(
          "th",
          { role: "rowheader", scope: "row", class: "request-what" },
          operation,
          element("span", { class: "below path" }, `${method} ${path}`)
        ),
        cell("request-outcome", outcome ?? ""),
        cell("request-duration number", format.duration(duration)),
        cell("request-fault", ...(fault === undefined ? [] : [element("span", { class: "tag warning" }, fault)]))
      )
    }
  }

  const render = dom.listing({
    container: find("requests-rows", HTMLElement),
    size: 20,
    key: ({ id }: LoggedRequest) => String(id),
    make
  })

  let latest: Snapshot["requests"] = []

  const matches = (request: LoggedRequest): boolean => {
    const { fault = "", method, operation = "", outcome = "", path, status } = request
    if (errorsOnly.checked && status !== undefined && status < 400) return false
    const all = `${operation} ${method} ${path} ${status ?? ""} ${kindOf(status)} ${outcome} ${fault}`.toLowerCase()
    return all.includes(text.value.trim().toLowerCase())
  }

  const update = (): void => {
    const shown = latest.filter(matches)
    render(shown)
    dom.show(find("requests-empty", HTMLElement), latest.length === 0)
    dom.show(find("requests-none", HTMLElement), latest.length > 0 && shown.length === 0)
    dom.show(find("requests-table", HTMLElement), shown.length > 0)
  }

  const filter = (): void => {
    update()
    dom.announce(`${format.plural(latest.filter(matches).length, "request")} shown.`)
  }
  text.addEventListener("input", filter)
  errorsOnly.addEventListener("change", filter)

  return (snapshot: Snapshot): void => {
    latest = snapshot.requests
    update()
  }
}
