"""Mail that nobody asks for: it goes out by itself, at most once about the same thing, and to who wants it."""
