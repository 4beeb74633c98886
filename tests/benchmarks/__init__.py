"""Benchmarks on the product's own classes, each beside the reference it is compared with."""
