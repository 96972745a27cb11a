// Replaced with the first check.
