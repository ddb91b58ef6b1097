"""The lesson's questions, their true answers, how close a guess is, and classes that answer together."""
