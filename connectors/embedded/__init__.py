"""The log and the index on files of this machine: nothing to install, nothing to start."""
