"""The loops that tie ports to transforms."""
