"""The application without its widgets: the document, the trainer in its thread, snapshots."""
