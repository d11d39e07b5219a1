/** Typed access to the page's elements. */

/** Returns the element with this ID. Throws if the page has none of this type. */
export const find = <E extends HTMLElement>(id: string, type: abstract new () => E): E => {
  const element = document.getElementById(id)
  if (!(element instanceof type)) throw new Error(`The page has no ${type.name} #${id}.`)
  return element
}

/** Returns the first descendant that matches. Throws if there is none of this type. */
export const within = <E extends Element>(parent: ParentNode, selector: string, type: abstract new () => E): E => {
  const element = parent.querySelector(selector)
  if (!(element instanceof type)) throw new Error(`No ${type.name} matches ${selector}.`)
  return element
}

/** Clones the first element of a template. */
export const cloneTemplate = <E extends Element>(templateId: string, type: abstract new () => E): E => {
  const first = find(templateId, HTMLTemplateElement).content.firstElementChild?.cloneNode(true)
  if (!(first instanceof type)) throw new Error(`The template #${templateId} has no ${type.name}.`)
  return first
}

/** Returns the content of a meta element, or an empty string. */
export const meta = (name: string): string =>
  document.head.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? ""
