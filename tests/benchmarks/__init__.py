"""What fast means, measured: python -m tests.benchmarks [names]. Nothing here is a test.

One thread each, so that programs are compared and not their ways of sharing a machine. BLAS reads
this when NumPy is imported: it stands in the package, which comes before all its modules.
"""

import os

for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")
