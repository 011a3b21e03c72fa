"""Looking over a running installation: everything that it needs, one thing at a time, and what to do where it lacks."""
