"""The document and the trainer in its thread, without a window."""
