"""The only package that imports streamlit: frame, controls, caches, pictures and the live view."""
