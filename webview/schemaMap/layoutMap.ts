import dagre from '@dagrejs/dagre';

export interface LaidNode {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}
export interface LaidEdge {
  readonly from: string;
  readonly to: string;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface MapLayout {
  readonly width: number;
  readonly height: number;
  /** Middles of the boxes, in the order given. */
  readonly nodes: readonly Point[];
  /** Points from border to border, in the order given. */
  readonly edges: readonly (readonly Point[])[];
}

const MARGIN = 16;

/** Places boxes so that what refers stands left of what is referred to. */
export function layoutMap(nodes: readonly LaidNode[], edges: readonly LaidEdge[]): MapLayout {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 26, ranksep: 70, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  for (const [index, { from, to }] of edges.entries())
    if (from !== to) graph.setEdge(from, to, {}, String(index));
  dagre.layout(graph);
  const { width, height } = graph.graph();
  return {
    width: width ?? 0,
    height: height ?? 0,
    nodes: nodes.map(({ id }) => {
      const { x, y } = graph.node(id);
      return { x: x ?? 0, y: y ?? 0 };
    }),
    edges: edges.map(({ from, to }, index) => {
      // A box that refers to itself needs no room between boxes.
      if (from === to) return [];
      const points: readonly Point[] | undefined = graph.edge(from, to, String(index))?.points;
      return (points ?? []).map(({ x, y }) => ({ x, y }));
    }),
  };
}
