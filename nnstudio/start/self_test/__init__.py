"""`--self-test`: does this NN Studio work on this computer?

Every check runs in a process of its own, the program started anew, so that one that crashes or
hangs is named, and the others still run.
"""
