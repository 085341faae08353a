// As many nodes as asked for, in React Flow as its documentation begins with it: default nodes, all of
// them movable, the whole drawing in sight.
import { createRoot } from "react-dom/client";
import { ReactFlow, useNodesState } from "@xyflow/react";
import "@xyflow/react/dist/style.css";

const count = Number(new URLSearchParams(location.search).get("boxes"));
const across = Math.ceil(Math.sqrt(count));
const begun = Array.from({ length: count }, (_, index) => ({
  id: String(index),
  data: { label: `node-${index}` },
  position: { x: (index % across) * 200, y: Math.floor(index / across) * 80 },
}));

function Drawing() {
  const [nodes, , onNodesChange] = useNodesState(begun);
  return <ReactFlow nodes={nodes} edges={[]} onNodesChange={onNodesChange} fitView minZoom={0.02} />;
}

createRoot(document.getElementById("drawing")).render(<Drawing />);
