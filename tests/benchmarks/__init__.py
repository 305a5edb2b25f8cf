"""What fast means, measured: python -m tests.benchmarks [names]. Nothing here is a test."""
