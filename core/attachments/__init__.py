"""Files that people attach to records: checked by content, kept under a key, given out as downloads only."""
