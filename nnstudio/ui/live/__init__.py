"""Live views of the chosen sample: feature maps, states over time, attention, text."""
