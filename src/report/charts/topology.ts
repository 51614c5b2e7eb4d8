import { nodeRoles } from '../series/lanes.ts';
import type { Snapshot, SnapshotNode } from '../series/topology.ts';
import { roleLook, textOn } from './lanes.ts';
import { palette } from './palette.ts';
import { drawing, element, fitted, group, label, type Svg, wrapped } from './svg.ts';

const width = 520;
const nodeTop = 122;
const nodeHeight = 60;
const gap = 18;

type Box = { readonly node: SnapshotNode; readonly left: number; readonly width: number };

/** The cluster at one time: the proxy above, nodes in a row that keeps its order, replication as arcs below. */
export function topologyChart(snapshot: Snapshot, title: string): Svg {
  const boxes = layOut(snapshot.nodes);
  return drawing(
    { width, height: 250, title, description: describe(snapshot) },
    ...upperRow(snapshot, boxes),
    ...boxes.map(nodeBox),
    ...boxes.flatMap((box) => replicationArc(box, boxes)),
  );
}

function layOut(nodes: readonly SnapshotNode[]): Box[] {
  const count = Math.max(nodes.length, 1);
  const boxWidth = Math.min(156, (width - 8 - gap * (count - 1)) / count);
  const left = (width - (boxWidth * count + gap * (count - 1))) / 2;
  return nodes.map((node, index) => ({ node, left: left + index * (boxWidth + gap), width: boxWidth }));
}

function upperRow({ proxy, manager, route }: Snapshot, boxes: readonly Box[]): Svg[] {
  const centre = width / 2;
  const target = boxes.find(({ node }) => node.name === route);
  const parts = [
    label(centre, 14, 'writes of the applications', {
      'text-anchor': 'middle',
      'font-size': 12,
      fill: palette.muted,
    }),
  ];
  if (proxy !== null) parts.push(arrow(centre, 18, centre, 36), serviceBox(centre - 70, proxy, 'proxy'));
  if (manager !== null) parts.push(serviceBox(width - 144, manager, 'failover manager'));
  if (target !== undefined)
    parts.push(arrow(centre, proxy === null ? 20 : 66, target.left + target.width / 2, nodeTop));
  return parts;
}

function serviceBox(left: number, name: string, kind: string): Svg {
  const [boxWidth, top] = [140, 36];
  const text = kind.includes(name) ? kind : `${name} (${kind})`;
  return group(
    {},
    element('rect', {
      x: left,
      y: top,
      width: boxWidth,
      height: 30,
      rx: 3,
      fill: '#fff',
      stroke: palette.muted,
    }),
    label(left + boxWidth / 2, top + 19, fitted(text, boxWidth - 8, 12), {
      'text-anchor': 'middle',
      'font-size': 12,
    }),
  );
}

function nodeBox({ node, left, width: boxWidth }: Box): Svg {
  const { name, role } = node;
  const look =
    role === 'unknown' ? { fill: '#fff', stroke: palette.muted, text: palette.muted } : roleLook[role];
  const [middle, centred] = [
    left + boxWidth / 2,
    { 'text-anchor': 'middle', ...textOn(look.fill, look.text) },
  ];
  const frame = { x: left, y: nodeTop, width: boxWidth, height: nodeHeight, rx: 3 };
  const parts = [element('rect', { ...frame, fill: look.fill, stroke: look.stroke, 'stroke-width': 1.5 })];
  parts.push(
    label(middle, nodeTop + 23, fitted(name, boxWidth - 14, 13), {
      ...centred,
      'font-size': 13,
      'font-weight': 600,
    }),
    ...wrapped(roleName(role), boxWidth - 12, 2, 11).map((line, index) =>
      label(middle, nodeTop + 39 + index * 13, line, { ...centred, 'font-size': 11 }),
    ),
  );
  return group({ 'data-node': name, 'data-role': role }, ...parts);
}

/** From the source to the node that replicates from it; dashed where it is configured but not running. */
function replicationArc({ node, left, width: boxWidth }: Box, boxes: readonly Box[]): Svg[] {
  const source = boxes.find((box) => box.node.name === node.source);
  if (source === undefined || source.node === node || node.role === 'silent') return [];
  const to = left + boxWidth / 2;
  const from = source.left + source.width / 2;
  const side = Math.sign(to - from);
  const bottom = nodeTop + nodeHeight;
  const depth = bottom + 34 + Math.abs(to - from) * 0.08;
  return [
    element('path', {
      'data-replication': `${source.node.name} ${node.name}`,
      d: `M${from + 10 * side} ${bottom}C${from + 20 * side} ${depth} ${to - 20 * side} ${depth} ${to - 6 * side} ${bottom + 3}`,
      fill: 'none',
      stroke: palette.ink,
      'stroke-width': 1.5,
      'stroke-dasharray': node.role === 'replica' ? undefined : '4 3',
      'marker-end': 'url(#arrow-head)',
    }),
  ];
}

function arrow(x1: number, y1: number, x2: number, y2: number): Svg {
  return element('line', {
    x1,
    y1,
    x2,
    y2: y2 - 3,
    stroke: palette.ink,
    'stroke-width': 1.5,
    'marker-end': 'url(#arrow-head)',
  });
}

function roleName(role: SnapshotNode['role']): string {
  return role === 'unknown' ? 'not sampled' : nodeRoles[role];
}

function describe({ nodes, proxy, route }: Snapshot): string {
  const parts = nodes.map(
    ({ name, role, source }) =>
      `${name}: ${roleName(role)}${source === null ? '' : `, configured to replicate from ${source}`}`,
  );
  if (route !== null) parts.push(`writes go ${proxy === null ? '' : `through ${proxy} `}to ${route}`);
  return parts.join('; ');
}
