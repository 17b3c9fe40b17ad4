"""Where articles come from and where they go: one folder a system, each importing schemas alone."""
