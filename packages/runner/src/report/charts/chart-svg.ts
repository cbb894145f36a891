import type { RenderFunction } from '@observablehq/plot'
import { parseHTML } from 'linkedom'

/** Where charts are drawn: Plot wants a document, and there is no browser. */
export const CHART_DOCUMENT: Document = parseHTML('<!doctype html><html><body></body></html>').document

/** What Plot draws, and how it is told to those who do not see it. */
export interface SvgNames {
  /** The id of the element that holds the chart's title. */
  readonly labelledBy: string
  /** The id of the element that describes the chart. */
  readonly describedBy: string
}

/**
 * A plot as text, as one image with a name and a description. Plot's own style sheet is left out: the page has one of
 * its own, and its policy allows no other.
 */
export function svgText(plot: Element, { labelledBy, describedBy }: SvgNames, fontSize: number): string {
  for (const style of plot.querySelectorAll('style')) style.remove()
  for (const group of plot.querySelectorAll('[aria-label]')) group.removeAttribute('aria-label')
  for (const group of plot.querySelectorAll('[aria-hidden]')) group.removeAttribute('aria-hidden')
  plot.removeAttribute('font-family')
  plot.setAttribute('font-size', String(fontSize))
  plot.setAttribute('role', 'img')
  plot.setAttribute('aria-labelledby', labelledBy)
  plot.setAttribute('aria-describedby', describedBy)
  // Hundredths of a pixel are fine enough, and a third of the text.
  return plot.outerHTML.replaceAll(/(\d\.\d\d)\d{2,}/g, '$1')
}

/** Gives what a mark draws a data attribute, by which tests and style sheets find it. */
export function marked(name: string, value: string): RenderFunction {
  return (index, scales, values, dimensions, context, next) => {
    const drawn = next?.(index, scales, values, dimensions, context) ?? null
    drawn?.setAttribute(`data-${name}`, value)
    return drawn
  }
}
