"""Yardsticks: one module per published table."""
