"""The canvas: the network as layers, neurons and wires that one can take hold of."""
