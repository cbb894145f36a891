export type { AnswerState, CapturedExchange } from './captured-exchange.ts'
export type {
  CapturedRequests,
  CaptureFindings,
  MetricKnowledge,
  SampleExchange,
  SeenChart,
  SeenMetric,
  SeenName,
  SeenOperation,
  SeenQuestion,
  SeenRange,
  SeenRefusal,
  SeenSection,
  SeenWord,
  SeenWrapper,
  UnknownKind,
  UnknownPart,
} from './findings.ts'
export { learnFromCapture, learnFromExchanges } from './learn-from-capture.ts'
