"""Reports printed for who asked: at once where that is quick, else by workers; finished PDFs are kept for days."""
