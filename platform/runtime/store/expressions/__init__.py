"""Typed expressions as SQL.

PostgreSQL computes every operation itself, in the exact forms of `postgres*.py`.  SQLite computes itself what it does
exactly (`sqlite.py`); the largest part that it does not becomes one function of ours (`fused.py`).
"""
