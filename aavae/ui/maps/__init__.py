"""The embedding map's page: up to four linked maps, and what can be asked of the images on them."""
