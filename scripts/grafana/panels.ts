import {
  AxisPlacement,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  ScaleDistribution,
  ScaleDistributionConfigBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import {
  FieldColorBuilder,
  FieldColorModeId,
  MappingType,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as StatusHistoryBuilder } from '@grafana/grafana-foundation-sdk/statushistory'
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table'
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries'

/** What every panel says of itself. */
export interface PanelText {
  readonly title: string
  /** What it means and what to do about it, in the words of whoever looks at it. */
  readonly meaning: string
  /** Grafana's name of the unit. @defaultValue a plain number */
  readonly unit?: string
  /** Of the 24 columns of a dashboard. */
  readonly width: number
}

/** A number that is fine, worth a look, or bad. */
export interface Limits {
  readonly warnAt?: number
  readonly badAt?: number
}

const TALL = 8
const FLAT = 4

/** Lines over time. */
export const lines = ({ title, meaning, unit = 'short', width }: PanelText): TimeSeriesBuilder =>
  new TimeSeriesBuilder()
    .title(title)
    .description(meaning)
    .unit(unit)
    .span(width)
    .height(TALL)
    .lineWidth(2)
    .fillOpacity(8)
    .axisSoftMin(0)
    .showPoints(VisibilityMode.Never)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))

/** Bars over time, one beside the other. */
export const bars = (text: PanelText): TimeSeriesBuilder =>
  lines(text).drawStyle(GraphDrawStyle.Bars).lineWidth(0).fillOpacity(75)

/** Counts of intervals that add up. Intervals are so long that none overlaps with the next, which would count twice. */
export const stackedBars = (text: PanelText): TimeSeriesBuilder =>
  bars(text).interval('2m').stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))

/** Bars that go up or down from zero. */
export const signedBars = (text: PanelText): TimeSeriesBuilder => bars(text).axisCenteredZero(true)

/** Lines of counts so different that only powers of ten hold them. */
export const linesByTens = (text: PanelText): TimeSeriesBuilder =>
  lines(text).scaleDistribution(
    new ScaleDistributionConfigBuilder().type(ScaleDistribution.Symlog).log(10).linearThreshold(1),
  )

/** A line of some panel that has its axis on the right. */
export const onTheRight = (panel: TimeSeriesBuilder, name: string, unit: string): TimeSeriesBuilder =>
  panel.overrideByName(name, [
    { id: 'custom.axisPlacement', value: AxisPlacement.Right },
    { id: 'unit', value: unit },
    { id: 'custom.drawStyle', value: GraphDrawStyle.Line },
    { id: 'custom.lineWidth', value: 2 },
  ])

/** The last number, or one for each series or column. */
export const numbers = (
  { title, meaning, unit = 'short', width }: PanelText,
  { warnAt, badAt }: Limits = {},
): StatBuilder =>
  new StatBuilder()
    .title(title)
    .description(meaning)
    .unit(unit)
    .span(width)
    .height(FLAT)
    .noValue('–')
    .graphMode(BigValueGraphMode.None)
    .textMode(BigValueTextMode.Auto)
    .colorMode(BigValueColorMode.Value)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .thresholds(
      new ThresholdsConfigBuilder()
        .mode(ThresholdsMode.Absolute)
        .steps(stepsOf(warnAt === undefined && badAt === undefined ? 'text' : 'green', { warnAt, badAt })),
    )
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false))

function stepsOf(
  fine: string,
  { warnAt, badAt }: { warnAt: number | undefined; badAt: number | undefined },
): Threshold[] {
  const steps: Threshold[] = [{ value: null, color: fine }]
  if (warnAt !== undefined) steps.push({ value: warnAt, color: 'orange' })
  if (badAt !== undefined) steps.push({ value: badAt, color: 'red' })
  return steps
}

/** Rows and columns. */
export const table = ({ title, meaning, unit = 'short', width }: PanelText): TableBuilder =>
  new TableBuilder().title(title).description(meaning).unit(unit).span(width).height(TALL).noValue('–')

/** A cell for each moment and series, coloured by what its number stands for. */
export const states = (
  { title, meaning, width }: PanelText,
  meanings: Readonly<Record<string, { text: string; color: string }>>,
): StatusHistoryBuilder =>
  new StatusHistoryBuilder()
    .title(title)
    .description(meaning)
    .span(width)
    .height(TALL)
    .showValue(VisibilityMode.Never)
    .rowHeight(0.8)
    .fillOpacity(80)
    .mappings([{ type: MappingType.ValueToText, options: { ...meanings } }])
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    )
