"""The network itself, from scratch in NumPy: Z = W X + b, A = f(Z), a column is a sample."""
