"""Full text: what is searched, which words a text is found by, and the index that is kept with every write."""
