"""Maps and their neighbourhoods: numbers from arrays."""
