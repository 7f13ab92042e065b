"""Yardsticks: one file each; loads data, runs the public API, prints a table."""
