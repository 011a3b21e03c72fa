"""All that belongs to a board, for when it leaves: one ZIP with CSV, JSON and a LEESMIJ.txt that explains each file."""
