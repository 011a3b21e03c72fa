"""Pages of results: of a team, a school, a board, and all that somebody may see."""
