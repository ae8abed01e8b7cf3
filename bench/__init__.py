"""The benchmark: a data generator, workloads measured on two sides, and their report."""
