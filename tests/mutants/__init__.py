"""Mistakes made on purpose in the evaluators of the rule language, to see that the cases and random expressions notice.

    python -m tests.mutants [COUNT] [SEED]

Each mutant changes one place of one file that emits Python or SQL; it is tried in a process of its own.
"""
