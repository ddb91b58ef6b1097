"""Fields of settings, as forms have them."""
