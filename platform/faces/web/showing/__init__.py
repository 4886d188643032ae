"""Pages to read: records, lists, boards, history, search."""
