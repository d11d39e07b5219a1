/** The latest requests, newest first. */
import type { LoggedRequest } from "../../control/requestLog.js"
import type { Snapshot } from "./api.js"
import type { View } from "./dom.js"
import type { Kit } from "./kit.js"

export const requests = ({ clock, dom, format }: Kit) => {
  const { element, find } = dom
  const text = find("requests-text", HTMLInputElement)
  const errorsOnly = find("requests-errors", HTMLInputElement)

  const wordOf = (status: number | undefined): "ok" | "refused" | "failed" | "no answer" => {
    if (status === undefined) return "no answer"
    return status < 400 ? "ok" : status < 500 ? "refused" : "failed"
  }

  const cell = (style: string, ...content: ReadonlyArray<Node | string>) =>
    element("td", { role: "cell", class: style }, ...content)

  const make = (request: LoggedRequest): View<LoggedRequest> => {
    const { at, duration, fault, method, operation = "–", outcome, path, status } = request
    const word = wordOf(status)
    const shown = status === undefined ? word : `${status} ${word}`
    return {
      node: element(
        "tr",
        { role: "row" },
        cell(
          "request-time number",
          element("time", { datetime: new Date(at).toISOString() }, format.moment(at, clock.now()))
        ),
        cell("request-status", element("span", { class: `status ${word.replace(" ", "-")}` }, shown)),
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

  const isWanted = (request: LoggedRequest): boolean => {
    const { fault = "", method, operation = "", outcome = "", path, status } = request
    if (errorsOnly.checked && status !== undefined && status < 400) return false
    const all = `${operation} ${method} ${path} ${status ?? ""} ${wordOf(status)} ${outcome} ${fault}`.toLowerCase()
    return all.includes(text.value.trim().toLowerCase())
  }

  const update = (): void => {
    const wanted = latest.filter(isWanted)
    render(wanted)
    dom.show(find("requests-empty", HTMLElement), latest.length === 0)
    dom.show(find("requests-none", HTMLElement), latest.length > 0 && wanted.length === 0)
    dom.show(find("requests-table", HTMLElement), wanted.length > 0)
  }

  const found = (): void => {
    update()
    dom.say(`${format.plural(latest.filter(isWanted).length, "request")} shown.`)
  }
  text.addEventListener("input", found)
  errorsOnly.addEventListener("change", found)

  return (snapshot: Snapshot): void => {
    latest = snapshot.requests
    update()
  }
}
