import type { ConfidenceFilters } from '../../src/protocol/confidence.ts';

/** Part of a drawing; its look is a list of class names, and its colours come from the page's styles. */
export interface ScenePath {
  readonly d: string;
  readonly look: string;
}

export interface SceneText {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly look: string;
}

/** The answers that a point stands for. */
export interface Behind {
  readonly title: string;
  /** Narrows what the page's own filters leave. */
  readonly filters: ConfidenceFilters;
}

/** What takes the focus and the pointer. */
export interface ScenePoint {
  readonly key: string;
  readonly series: number;
  readonly x: number;
  readonly y: number;
  /** What is shown beside it and read aloud, one fact a line; made when it is asked for. */
  readonly lines: () => readonly string[];
  /** Absent where there is nothing to open. */
  readonly behind?: () => Behind;
}

/** A chart drawn for one width: paths and texts in pixels alone, so that a file and a picture can be made of it too. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly paths: readonly ScenePath[];
  readonly texts: readonly SceneText[];
  readonly points: readonly ScenePoint[];
}

export interface LegendEntry {
  /** Of the series that it shows and hides; absent where the entry only explains. */
  readonly series?: number;
  readonly label: string;
  /** Drawn in a box of `SWATCH_WIDTH` by `SWATCH_HEIGHT`. */
  readonly swatch: readonly ScenePath[];
}

export type ChartCell = string | number | undefined;

/** The same figures as rows: read where a picture is of no use, and exported. */
export interface ChartRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly ChartCell[])[];
}

export interface Chart {
  readonly name: string;
  /** What is drawn, and where the figures come from. */
  readonly description: string;
  readonly legend: readonly LegendEntry[];
  /** In place of a drawing where there is nothing to draw. */
  readonly nothing?: string;
  /** Made only when somebody asks. */
  table(): ChartRows;
  draw(width: number, hidden: ReadonlySet<number>): Scene;
}

export const SWATCH_WIDTH = 26;
export const SWATCH_HEIGHT = 12;
