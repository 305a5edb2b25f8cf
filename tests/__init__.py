"""The suite of NN Studio. `python3 -m tests` prepares what it needs and runs it."""
