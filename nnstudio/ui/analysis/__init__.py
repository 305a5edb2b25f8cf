"""Panels that look at a network as a whole: histograms by layer, the surface of the loss."""
