"""Fill in: numbers of a derivation that a learner works out, and what is said about the answers."""
