"""Benchmarks: `python -m tests.benchmarks NAME [--scale N]`. Measured, never asserted.

Every figure is a ratio against a named reference on the same data in the same run, as the median of
interleaved pairs: machines differ and are noisy, ratios less so.
"""
