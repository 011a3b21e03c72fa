"""What `make` runs.

`system_packages` and `environment` use the standard library alone: they run before anything is installed.
"""
