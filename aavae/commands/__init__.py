"""The command line: one module a command, a dataclass whose fields are its flags."""
