"""The commands of `dateline`, one file a group: they read options, call a job, print. No logic."""
