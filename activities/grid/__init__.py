"""批量登记: many villages at once, one kind, one day or month; a row is one activity of one village."""
