/** The fault section: switches for common faults, a form for custom ones, and the list of active rules. */
import type { Fault, FaultRule, InjectedRule } from "../../control/faults.js"
import type { Snapshot } from "./api.js"
import type { View } from "./dom.js"
import type { Kit } from "./kit.js"

export const faults = ({ api, dom, format, hasSeveralTenancies, tenancyId }: Kit) => {
  const { element, find } = dom
  const problem = find("faults-problem", HTMLElement)
  const form = find("fault-form", HTMLFormElement)
  const kind = find("fault-kind", HTMLSelectElement)
  const list = find("faults-list", HTMLElement)
  const heading = find("faults-active", HTMLElement)

  const presets: ReadonlyArray<readonly [name: string, fault: Fault]> = [
    ["Slow responses", { kind: "latency", milliseconds: 2000 }],
    ["Server errors", { kind: "status", status: 503 }],
    ["Rate limit", { kind: "status", status: 429, retryAfter: 5 }],
    ["Lost requests", { kind: "drop", when: "before" }],
    ["Lost responses", { kind: "drop", when: "after" }],
    ["No response", { kind: "stall", where: "headers" }],
    ["Invalid JSON", { kind: "malform" }]
  ]

  let active: ReadonlyArray<InjectedRule> = []

  /** The active rules that equal the rule of a switch. */
  const rulesOf = (fault: Fault): ReadonlyArray<InjectedRule> =>
    active.filter(
      ({ fault: other, operation, probability, times }) =>
        operation === undefined &&
        probability === undefined &&
        times === undefined &&
        format.fault(other) === format.fault(fault)
    )

  const switches = presets.map(([name, fault]) => {
    const button = element(
      "button",
      { type: "button", role: "switch", "aria-checked": "false", class: "switch" },
      element("span", {}, name, element("span", { class: "below" }, format.fault(fault)))
    )
    button.addEventListener("click", () => {
      const rules = rulesOf(fault)
      return rules.length === 0
        ? dom.attempt(problem, () => api.inject({ fault, tenancyId: tenancyId() }), `${name}: on.`)
        : dom.attempt(problem, () => Promise.all(rules.map(({ id }) => api.removeFault(id))), `${name}: off.`)
    })
    find("fault-switches", HTMLElement).append(element("li", {}, button))
    return () => dom.setAttribute(button, "aria-checked", String(rulesOf(fault).length > 0))
  })

  const value = (name: string): string => String(new FormData(form).get(name) ?? "").trim()

  const retryAfter = (input: string): { readonly retryAfter?: number | string } =>
    input === "" ? {} : { retryAfter: /^\d+$/.test(input) ? Number(input) : input }

  const selectedFault = (): Fault => {
    switch (kind.value as Fault["kind"]) {
      case "latency":
        return { kind: "latency", milliseconds: Number(value("milliseconds")) }
      case "stall":
        return { kind: "stall", where: value("where") === "body" ? "body" : "headers" }
      case "status":
        return { kind: "status", status: Number(value("status")), ...retryAfter(value("retryAfter")) }
      case "drop":
        return { kind: "drop", when: value("when") === "after" ? "after" : "before" }
      case "truncate":
        return { kind: "truncate" }
      case "malform":
        return { kind: "malform" }
    }
  }

  const rule = (): FaultRule => ({
    fault: selectedFault(),
    ...(value("allTenancies") === "" && { tenancyId: tenancyId() }),
    ...(value("operation") !== "" && { operation: value("operation") as NonNullable<FaultRule["operation"]> }),
    ...(value("probability") !== "100" && { probability: Number(value("probability")) / 100 }),
    ...(value("times") !== "" && { times: Number(value("times")) })
  })

  const showParameters = (): void => {
    for (const part of form.querySelectorAll<HTMLElement>("[data-for]")) {
      const isUsed = part.dataset.for === kind.value
      dom.show(part, isUsed)
      for (const input of part.querySelectorAll<HTMLInputElement>("input, select")) input.disabled = !isUsed
    }
  }
  kind.addEventListener("change", showParameters)
  showParameters()

  form.addEventListener("submit", (event) => {
    event.preventDefault()
    void dom.attempt(problem, () => api.inject(rule()), `Fault added: ${format.fault(selectedFault())}.`)
  })

  const scopeOf = ({ operation, probability = 1, tenancyId: only, times }: InjectedRule): string =>
    [
      operation ?? "all operations",
      ...(only === undefined && hasSeveralTenancies() ? ["all tenancies"] : []),
      ...(probability === 1 ? [] : [`${Math.round(probability * 1000) / 10}%`]),
      ...(times === undefined ? [] : [`next ${format.plural(times, "request")}`])
    ].join(", ")

  const make = ({ fault, id }: InjectedRule): View<InjectedRule> => {
    const scope = element("span", { class: "below" })
    const remove = element(
      "button",
      { type: "button", class: "small", "aria-label": `Remove: ${format.fault(fault)}` },
      "Remove"
    )
    const node = element("li", { class: "fault" }, element("span", {}, format.fault(fault), scope), remove)
    remove.addEventListener("click", async () => {
      const neighbour = node.nextElementSibling ?? node.previousElementSibling
      if (!(await dom.attempt(problem, () => api.removeFault(id), "Fault removed."))) return
      const next = neighbour?.querySelector("button") ?? heading
      next.focus()
    })
    return { node, update: (injected) => dom.write(scope, scopeOf(injected)) }
  }

  const render = dom.listing({ container: list, size: 50, key: ({ id }: InjectedRule) => id, make })

  const clear = find("faults-clear", HTMLButtonElement)
  clear.addEventListener("click", async () => {
    const removed = () => Promise.all(active.map(({ id }) => api.removeFault(id)))
    if (await dom.attempt(problem, removed, "All faults removed.")) heading.focus()
  })

  return ({ faults: injected }: Snapshot): void => {
    active = injected
    for (const update of switches) update()
    render(injected)
    dom.show(clear, injected.length > 0)
    dom.show(find("faults-empty", HTMLElement), injected.length === 0)
  }
}
